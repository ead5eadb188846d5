import { Modal, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSubmit } from '../../ui/useSubmit';
import { FormFoot } from '../FormFoot';
import { type Alert, cancelAlert } from './asks';

interface Props {
  alert: Alert;
  onDone: () => void;
  onClose: () => void;
}

/** Takes an alert back, and says to the public why. */
export function CancelAlert({ alert, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const submit = useSubmit();
  async function save(event: FormEvent) {
    event.preventDefault();
    if (await submit.run(() => cancelAlert(alert.id, reason.trim()))) onDone();
  }
  return (
    <Modal opened onClose={onClose} title={t('outward:alert.cancel_title', { headline: alert.said.words[0]?.headline ?? '' })}>
      <form className="modal-form" onSubmit={(event) => void save(event)}>
        <Textarea label={t('outward:alert.reason')} description={t('outward:alert.reason_hint')} value={reason} required autosize minRows={2}
          maxLength={500} data-autofocus onChange={(event) => setReason(event.currentTarget.value)} />
        <FormFoot submit={submit} what={t('outward:alert.not_cancelled')} label={t('outward:alert.cancel')} isReady={reason.trim() !== ''}
          onCancel={onClose} />
      </form>
    </Modal>
  );
}
