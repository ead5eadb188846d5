import { Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../../api/shapes';
import { useSubmit } from '../../ui/useSubmit';
import { FormFoot } from '../FormFoot';
import { saveBeat } from './tourAsks';

interface Props {
  points: readonly Place[];
  onDone: () => void;
  onClose: () => void;
}

/** What a beat that was just drawn is called. */
export function BeatForm({ points, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const submit = useSubmit();

  async function save(event: FormEvent) {
    event.preventDefault();
    if (await submit.run(() => saveBeat(null, { name, points: [...points] }))) onDone();
  }

  return (
    <Modal opened onClose={onClose} title={t('patrols:set_up.new_beat')}>
      <form className="modal-form" onSubmit={(event) => void save(event)}>
        <TextInput label={t('patrols:set_up.name')} required maxLength={120} data-autofocus value={name}
          onChange={(event) => setName(event.currentTarget.value)} />
        <FormFoot submit={submit} what={t('patrols:set_up.not_saved')} label={t('admin:act.save')} isReady={name.trim() !== ''} onCancel={onClose} />
      </form>
    </Modal>
  );
}
