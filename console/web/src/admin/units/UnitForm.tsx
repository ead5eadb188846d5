import { Modal, Select, TagsInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addUnit, changeUnit } from '../asks';
import { FormFoot } from '../FormFoot';
import type { Unit, UnitKind } from '../shapes';
import { useSubmit } from '../../ui/useSubmit';

const KINDS: readonly UnitKind[] = ['car', 'motorcycle', 'bicycle', 'foot'];

interface Props {
  /** null: a new one. */
  unit: Unit | null;
  onDone: () => void;
  onClose: () => void;
}

/** Callsign, kind and crew. */
export function UnitForm({ unit, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const [callsign, setCallsign] = useState(unit?.callsign ?? '');
  const [kind, setKind] = useState<UnitKind>(unit?.kind ?? 'car');
  const [crew, setCrew] = useState<string[]>(unit?.crew ?? []);
  const submit = useSubmit();

  async function save(event: FormEvent) {
    event.preventDefault();
    const draft = { callsign: callsign.trim(), kind, crew };
    if (await submit.run(() => (unit ? changeUnit(unit.id, draft) : addUnit(draft)))) onDone();
  }

  return (
    <Modal opened onClose={onClose} title={unit ? t('admin:units.edit_title', { callsign: unit.callsign }) : t('admin:units.add')}>
      <form className="modal-form" onSubmit={(event) => void save(event)}>
        <TextInput label={t('admin:units.callsign')} description={t('admin:units.callsign_hint')} value={callsign} required
          maxLength={24} data-autofocus onChange={(event) => setCallsign(event.currentTarget.value)} />
        <Select label={t('admin:units.kind')} value={kind} allowDeselect={false}
          data={KINDS.map((value) => ({ value, label: t(`admin:unit_kind.${value}`) }))}
          onChange={(value) => value && setKind(value as UnitKind)} />
        <TagsInput label={t('admin:units.crew')} description={t('admin:units.crew_hint')} value={crew} onChange={setCrew}
          size="xs" maxTags={12} acceptValueOnBlur />
        <FormFoot submit={submit} what={t('admin:units.not_saved')} label={t('admin:act.save')} isReady={callsign.trim() !== ''}
          onCancel={onClose} />
      </form>
    </Modal>
  );
}
