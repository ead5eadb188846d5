import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../shapes';
import { bytesText } from '../system/bytes';
import { picturesPerSecond, usersOf } from './choices';
import type { Model, Models } from './shapes';

interface Props {
  model: Model;
  models: Models;
  cameras: readonly Camera[];
  onRemove: () => void;
}

/** One model: what it is, what it knows, how fast it was when it was added, and who looks through it. */
export function ModelRow({ model, models, cameras, onRemove }: Props) {
  const { t } = useTranslation();
  const users = usersOf(models, model.name, cameras.map((camera) => camera.id));
  const names = cameras.filter((camera) => users.includes(camera.id)).map((camera) => camera.name);
  const isUsed = models.house_model === model.name || models.cameras.some((each) => each.model === model.name);
  const perSecond = picturesPerSecond(model.one_ms, model.four_ms);
  return (
    <tr>
      <td>
        <strong className="row-name">{model.name}</strong>
        <span className="row-sub">{model.layout} · {model.width} × {model.height} · {bytesText(model.size_bytes)}</span>
      </td>
      <td data-label={t('models:knows')}>
        {model.classes.map((kind) => t(`admin:object_class.${kind}`)).join(', ')}
        <span className="row-sub" title={model.labels.join(', ')}>{t('models:words', { total: model.labels.length })}</span>
      </td>
      <td className="is-number" data-label={t('models:speed')}>
        {model.one_ms === null ? '–' : `${model.one_ms} ms`}
        {perSecond !== null && (
          <span className="row-sub">{t(model.device === 'cuda' ? 'models:per_second_cuda' : 'models:per_second_cpu', { rate: perSecond })}</span>
        )}
      </td>
      <td data-label={t('models:used')}>
        {names.length ? names.join(', ') : t('models:unused')}
        {models.house_model === model.name && <span className="row-sub">{t('models:of_house')}</span>}
      </td>
      <td className="row-acts">
        <Button variant="default" disabled={isUsed} title={isUsed ? t('models:in_use') : undefined} onClick={onRemove}>
          {t('admin:act.remove')}
        </Button>
      </td>
    </tr>
  );
}
