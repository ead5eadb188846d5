import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../../ui/FaultNote';
import { useSubmit } from '../../ui/useSubmit';
import type { Camera } from '../shapes';
import { chooseModel } from './asks';
import { AS_HOUSE, choiceOf, NONE, valueOf, wantedOf } from './choices';
import type { Models } from './shapes';

interface Props {
  models: Models;
  cameras: readonly Camera[];
  onChosen: () => void;
}

/** For each camera the model it is looked at through; a choice counts at once. */
export function CameraModels({ models, cameras, onChosen }: Props) {
  const { t } = useTranslation();
  const submit = useSubmit();
  const choices = [
    { value: AS_HOUSE, label: models.house_model ? t('models:as_house', { name: models.house_model }) : t('models:as_house_none') },
    { value: NONE, label: t('models:no_model') },
    ...models.models.map((model) => ({ value: valueOf(model.name), label: model.name })),
  ];
  const choose = async (camera: string, choice: string) => {
    if (await submit.run(() => chooseModel(camera, wantedOf(choice)))) onChosen();
  };
  return (
    <section>
      <h2>{t('models:cameras')}</h2>
      <p className="models-hint">{t('models:cameras_hint')}</p>
      {submit.fault && <FaultNote fault={submit.fault} what={t('models:choose_failed')} />}
      <table className="admin-table">
        <tbody>
          {cameras.map((camera) => (
            <tr key={camera.id}>
              <td><strong className="row-name">{camera.name}</strong></td>
              <td className="models-choice">
                <Select aria-label={t('models:of_camera', { name: camera.name })} data={choices} allowDeselect={false}
                  value={choiceOf(models, camera.id)} disabled={submit.isBusy}
                  onChange={(choice) => choice && void choose(camera.id, choice)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
