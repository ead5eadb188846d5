import { Checkbox, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSubmit } from '../../ui/useSubmit';
import { FormFoot } from '../FormFoot';
import { type FeatureKind, makeReadToken, type ReadTokenSecret } from './asks';

const KINDS: readonly FeatureKind[] = ['cameras', 'incidents', 'events', 'units', 'closures', 'alerts'];

interface Props {
  onDone: (made: ReadTokenSecret) => void;
  onClose: () => void;
}

/** Who will read, and what of it. */
export function ReadTokenForm({ onDone, onClose }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [kinds, setKinds] = useState<FeatureKind[]>(['cameras', 'incidents', 'closures']);
  const submit = useSubmit();

  async function save(event: FormEvent) {
    event.preventDefault();
    await submit.run(async () => onDone(await makeReadToken(name.trim(), kinds)));
  }

  return (
    <Modal opened onClose={onClose} title={t('outward:token_make')}>
      <form className="modal-form" onSubmit={(event) => void save(event)}>
        <TextInput label={t('outward:token_name')} value={name} required maxLength={120} data-autofocus
          placeholder={t('outward:token_example')} onChange={(event) => setName(event.currentTarget.value)} />
        <Checkbox.Group label={t('outward:token_reads')} value={kinds}
          onChange={(values) => setKinds(KINDS.filter((kind) => values.includes(kind)))}>
          <div className="topic-list">
            {KINDS.map((kind) => <Checkbox key={kind} value={kind} label={t(`outward:collection.${kind}`)} />)}
          </div>
        </Checkbox.Group>
        <FormFoot submit={submit} what={t('outward:token_failed')} label={t('outward:token_make')}
          isReady={name.trim() !== '' && kinds.length > 0} onCancel={onClose} />
      </form>
    </Modal>
  );
}
