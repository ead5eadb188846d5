import { Button, Group, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyLine } from '../units/CopyLine';

interface Props {
  title: string;
  label: string;
  secret: string;
  /** What to do with it. */
  hint: string;
  children?: React.ReactNode;
  onClose: () => void;
}

/** A secret that is shown this once; a press beside it does not lose it. */
export function SecretOnce({ title, label, secret, hint, children, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} size="lg" title={title} closeOnClickOutside={false} closeOnEscape={false} withCloseButton={false}>
      <div className="modal-form">
        <p className="modal-text">{hint}</p>
        <CopyLine label={label} text={secret} />
        {children}
        <p className="form-hint">{t('outward:once')}</p>
        <Group justify="flex-end"><Button onClick={onClose} data-autofocus>{t('outward:kept')}</Button></Group>
      </div>
    </Modal>
  );
}
