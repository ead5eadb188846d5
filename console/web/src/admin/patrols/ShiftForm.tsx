import { Modal, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { useSubmit } from '../../ui/useSubmit';
import { FormFoot } from '../FormFoot';
import type { Unit } from '../shapes';
import { BreachList } from './BreachList';
import { type Breach, checkShift, planShift, replanShift, type Shift } from './shiftAsks';
import { draftOf, fieldsOf, type ShiftFields } from './shiftForm';

const SETTLE_MS = 300;

interface Props {
  /** null: a new one. */
  shift: Shift | null;
  units: readonly Unit[];
  /** Names that were typed before. */
  names: readonly string[];
  onDone: () => void;
  onClose: () => void;
}

/** Who is on with which unit, when; what breaks the rules of rest is said at once and needs a reason. */
export function ShiftForm({ shift, units, names, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const [fields, setFields] = useState<ShiftFields>(() => fieldsOf(shift, Date.now(), zone));
  const [breaches, setBreaches] = useState<Breach[]>([]);
  const submit = useSubmit();
  const change = (part: Partial<ShiftFields>) => setFields((now) => ({ ...now, ...part }));
  const draft = draftOf(fields, zone);
  const { unitId, crew, start, end } = fields;
  const asked = draft && JSON.stringify({ ...draft, note: '', force_reason: '' });

  useEffect(() => {
    if (!asked) return setBreaches([]);
    let isCurrent = true;
    const timer = setTimeout(() => {
      const body = JSON.parse(asked) as Parameters<typeof checkShift>[0];
      checkShift(body, shift?.id).then((found) => isCurrent && setBreaches(found), () => undefined); // saving checks again
    }, SETTLE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [asked, shift?.id]);

  async function save(event: FormEvent) {
    event.preventDefault();
    if (!draft) return;
    if (await submit.run(() => (shift ? replanShift(shift.id, draft) : planShift(draft)))) onDone();
  }

  return (
    <Modal opened onClose={onClose} size="lg" title={t(shift ? 'patrols:shift.change' : 'patrols:shift.add')}>
      <form className="modal-form" onSubmit={(event) => void save(event)}>
        <Select label={t('patrols:shift.unit')} required searchable value={unitId} data-autofocus
          data={units.map((unit) => ({ value: unit.id, label: unit.callsign }))} onChange={(value) => change({ unitId: value })} />
        <TagsInput label={t('patrols:shift.crew')} description={t('patrols:shift.crew_hint')} value={crew} maxTags={12}
          data={[...names]} onChange={(values) => change({ crew: values })} />
        <div className="form-pair">
          <TextInput type="datetime-local" label={t('patrols:shift.start')} required value={start}
            onChange={(event) => change({ start: event.currentTarget.value })} />
          <TextInput type="datetime-local" label={t('patrols:shift.end')} required value={end}
            error={start !== '' && end !== '' && end <= start ? t('patrols:shift.end_first') : undefined}
            onChange={(event) => change({ end: event.currentTarget.value })} />
        </div>
        <Textarea label={t('patrols:shift.note')} autosize minRows={2} maxLength={4000} value={fields.note}
          onChange={(event) => change({ note: event.currentTarget.value })} />
        {breaches.length > 0 && (
          <>
            <BreachList breaches={breaches} />
            <TextInput label={t('patrols:shift.reason')} description={t('patrols:shift.reason_hint')} required maxLength={400}
              value={fields.reason} onChange={(event) => change({ reason: event.currentTarget.value })} />
          </>
        )}
        <FormFoot submit={submit} what={t('patrols:shift.not_saved')} label={t('admin:act.save')} onCancel={onClose}
          isReady={draft !== null && (breaches.length === 0 || fields.reason.trim() !== '')} />
      </form>
    </Modal>
  );
}
