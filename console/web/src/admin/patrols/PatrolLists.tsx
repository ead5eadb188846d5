import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Checkpoint, Patrols, Tour } from '../../console/patrols/shapes';
import { HOUR_S } from './tourForm';
import type { Thing } from './ToursPage';

interface Props {
  patrols: Patrols;
  mayManage: boolean;
  onPoint: (point: Checkpoint) => void;
  onTour: (tour: Tour) => void;
  onRemove: (thing: Thing) => void;
}

/** What is there: tours first, then the checkpoints they lead to, then beats. */
export function PatrolLists({ patrols, mayManage, onPoint, onTour, onRemove }: Props) {
  const { t } = useTranslation();
  const acts = (edit: (() => void) | null, thing: Thing) =>
    mayManage && (
      <span className="patrol-acts">
        {edit && <Button size="xs" variant="default" onClick={edit}>{t('admin:act.edit')}</Button>}
        {thing.kind === 'checkpoint' && (
          <Button size="xs" variant="subtle" onClick={() => onRemove({ kind: 'code', it: thing.it })}>{t('patrols:set_up.new_code')}</Button>
        )}
        <Button size="xs" variant="subtle" className="danger" onClick={() => onRemove(thing)}>{t('admin:act.remove')}</Button>
      </span>
    );
  const beatName = (id: string | null) => patrols.beats.find((beat) => beat.id === id)?.name;
  const often = (tour: Tour) =>
    tour.every_s ? t('patrols:set_up.each', { hours: tour.every_s / HOUR_S }) : t('patrols:set_up.not_required');
  return (
    <div className="patrol-lists">
      <h2>{t('patrols:set_up.tours')}</h2>
      {patrols.tours.length === 0 && <p className="form-hint">{t('patrols:set_up.no_tours')}</p>}
      <ul className="patrol-list">
        {patrols.tours.map((tour) => (
          <li key={tour.id}>
            <span>
              <b>{tour.name}</b>{' '}
              <small>{t('patrols:set_up.count', { count: tour.checkpoint_ids.length })} · {t(`patrols:unit_kind.${tour.kind}`)} · {often(tour)}</small>
            </span>
            {acts(() => onTour(tour), { kind: 'tour', it: tour })}
          </li>
        ))}
      </ul>
      <h2>{t('patrols:set_up.points')}</h2>
      {patrols.checkpoints.length === 0 && <p className="form-hint">{t('patrols:set_up.no_points')}</p>}
      <ul className="patrol-list">
        {patrols.checkpoints.map((point) => (
          <li key={point.id}>
            <span><b>{point.name}</b> <small>{Math.round(point.radius_m)} m {beatName(point.beat_id) && `· ${beatName(point.beat_id)}`}</small></span>
            {acts(() => onPoint(point), { kind: 'checkpoint', it: point })}
          </li>
        ))}
      </ul>
      <h2>{t('patrols:set_up.beats')}</h2>
      {patrols.beats.length === 0 && <p className="form-hint">{t('patrols:set_up.no_beats')}</p>}
      <ul className="patrol-list">
        {patrols.beats.map((beat) => (
          <li key={beat.id}><b>{beat.name}</b>{acts(null, { kind: 'beat', it: beat })}</li>
        ))}
      </ul>
    </div>
  );
}
