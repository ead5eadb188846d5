import { Modal, NumberInput, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Beat, Checkpoint } from '../../console/patrols/shapes';
import { useSubmit } from '../../ui/useSubmit';
import { FormFoot } from '../FormFoot';
import { type CheckpointDraft, saveCheckpoint } from './tourAsks';

interface Props {
  /** One that is there, or where a new one was placed. */
  point: Checkpoint | Pick<Checkpoint, 'position'>;
  beats: readonly Beat[];
  onDone: () => void;
  onClose: () => void;
}

/** A checkpoint's name, how near one must be, and its beat. */
export function CheckpointForm({ point, beats, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const known = 'id' in point ? point : null;
  const [draft, setDraft] = useState<CheckpointDraft>({
    name: known?.name ?? '', position: point.position, radius_m: known?.radius_m ?? 30, beat_id: known?.beat_id ?? null,
  });
  const submit = useSubmit();
  const change = (part: Partial<CheckpointDraft>) => setDraft((now) => ({ ...now, ...part }));

  async function save(event: FormEvent) {
    event.preventDefault();
    if (await submit.run(() => saveCheckpoint(known?.id ?? null, draft))) onDone();
  }

  return (
    <Modal opened onClose={onClose} title={known ? known.name : t('patrols:set_up.new_checkpoint')}>
      <form className="modal-form" onSubmit={(event) => void save(event)}>
        <TextInput label={t('patrols:set_up.name')} required maxLength={120} data-autofocus value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })} />
        <NumberInput label={t('patrols:set_up.radius')} description={t('patrols:set_up.radius_hint')} min={5} max={1000} suffix=" m"
          value={draft.radius_m} onChange={(value) => change({ radius_m: Number(value) })} />
        <Select label={t('patrols:set_up.beat')} clearable value={draft.beat_id ?? null} placeholder={t('patrols:set_up.no_beat')}
          data={beats.map((beat) => ({ value: beat.id, label: beat.name }))} onChange={(beat_id) => change({ beat_id })} />
        <FormFoot submit={submit} what={t('patrols:set_up.not_saved')} label={t('admin:act.save')} isReady={draft.name.trim() !== ''} onCancel={onClose} />
      </form>
    </Modal>
  );
}
