import { Modal, MultiSelect, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Checkpoint, Tour, TourDraft } from '../../console/patrols/shapes';
import { useZone } from '../../session/session';
import { useSubmit } from '../../ui/useSubmit';
import { FormFoot } from '../FormFoot';
import { ScheduleField } from '../scene/rules/ScheduleField';
import '../scene/rules/rules.css';
import { saveTour } from './tourAsks';
import { bodyOf, HOUR_S, MINUTE_S, newTour } from './tourForm';

const KINDS = ['foot', 'bicycle', 'motorcycle', 'car'] as const;

interface Props {
  /** null: a new one. */
  tour: Tour | null;
  checkpoints: readonly Checkpoint[];
  onDone: () => void;
  onClose: () => void;
}

/** Which checkpoints, by what means, how often and in which hours. */
export function TourForm({ tour, checkpoints, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const [draft, setDraft] = useState<TourDraft>(() => (tour ? bodyOf(tour) : newTour(checkpoints)));
  const submit = useSubmit();
  const change = (part: Partial<TourDraft>) => setDraft((now) => ({ ...now, ...part }));

  async function save(event: FormEvent) {
    event.preventDefault();
    if (await submit.run(() => saveTour(tour?.id ?? null, draft))) onDone();
  }

  return (
    <Modal opened onClose={onClose} size="lg" title={tour ? tour.name : t('patrols:set_up.new_tour')}>
      <form className="modal-form" onSubmit={(event) => void save(event)}>
        <TextInput label={t('patrols:set_up.name')} required maxLength={120} data-autofocus value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })} />
        <MultiSelect label={t('patrols:set_up.points')} searchable value={draft.checkpoint_ids}
          data={checkpoints.map((point) => ({ value: point.id, label: point.name }))} onChange={(checkpoint_ids) => change({ checkpoint_ids })} />
        <div className="form-pair">
          <Select label={t('patrols:set_up.kind')} allowDeselect={false} value={draft.kind}
            data={KINDS.map((kind) => ({ value: kind as string, label: t(`patrols:unit_kind.${kind}`) }))}
            onChange={(kind) => kind && change({ kind: kind as TourDraft['kind'] })} />
          <NumberInput label={t('patrols:set_up.every')} description={t('patrols:set_up.every_hint')} min={0} max={168} step={0.5} suffix=" h"
            value={(draft.every_s ?? 0) / HOUR_S} onChange={(hours) => change({ every_s: Number(hours) > 0 ? Number(hours) * HOUR_S : null })} />
        </div>
        {draft.every_s && <ScheduleField schedule={draft.hours ?? []} zone={zone} wrong={undefined} onChange={(hours) => change({ hours })} />}
        <Switch label={t('patrols:set_up.varied')} description={t('patrols:set_up.varied_hint')} checked={draft.is_varied}
          onChange={(event) => change({ is_varied: event.currentTarget.checked })} />
        <div className="form-pair">
          <NumberInput label={t('patrols:set_up.quiet')} description={t('patrols:set_up.quiet_hint')} min={5} max={1440} suffix=" min"
            value={draft.quiet_s / MINUTE_S} onChange={(minutes) => change({ quiet_s: Number(minutes) * MINUTE_S })} />
          <NumberInput label={t('patrols:set_up.grace')} description={t('patrols:set_up.grace_hint')} min={0} max={120} suffix=" min"
            value={draft.grace_s / MINUTE_S} onChange={(minutes) => change({ grace_s: Number(minutes) * MINUTE_S })} />
        </div>
        <FormFoot submit={submit} what={t('patrols:set_up.not_saved')} label={t('admin:act.save')}
          isReady={draft.name.trim() !== '' && draft.checkpoint_ids.length > 0} onCancel={onClose} />
      </form>
    </Modal>
  );
}
