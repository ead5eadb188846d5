import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState';
import { listCameras } from '../asks';
import { ConfirmRemove } from '../ConfirmRemove';
import { PageHead } from '../PageHead';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { listModels, removeModel } from './asks';
import { CameraModels } from './CameraModels';
import { ModelRow } from './ModelRow';
import './models.css';

/** Detection models: what there is, how fast it is, and which camera is looked at through which. */
export function ModelsPage() {
  const { t } = useTranslation();
  const loaded = useLoaded(listModels);
  const cameras = useLoaded(listCameras).data ?? [];
  const [going, setGoing] = useState<string | null>(null);
  return (
    <>
      <PageHead title={t('admin:nav.models')} hint={t('models:hint')} />
      <Shown loaded={loaded}>
        {(models) => models.models.length === 0 ? (
          <EmptyState title={t('models:none')} hint={t('models:none_hint')}><code className="models-command">watchroom model add FILE</code></EmptyState>
        ) : (
          <div className="models">
            <table className="admin-table">
              <thead>
                <tr>
                  <th>{t('models:name')}</th>
                  <th>{t('models:knows')}</th>
                  <th className="is-number">{t('models:speed')}</th>
                  <th>{t('models:used')}</th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {models.models.map((model) => (
                  <ModelRow key={model.name} model={model} models={models} cameras={cameras} onRemove={() => setGoing(model.name)} />
                ))}
              </tbody>
            </table>
            <CameraModels models={models} cameras={cameras} onChosen={loaded.reload} />
          </div>
        )}
      </Shown>
      {going && (
        <ConfirmRemove title={t('models:remove', { name: going })} consequence={t('models:remove_hint')}
          remove={() => removeModel(going)} onClose={() => setGoing(null)}
          onDone={() => { setGoing(null); loaded.reload(); }} />
      )}
    </>
  );
}
