import { Button, Group, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../ui/FaultNote';
import { useSubmit } from '../ui/useSubmit';

interface Props {
  title: string;
  /** What happens then, and what stays. */
  consequence: string;
  remove: () => Promise<unknown>;
  onDone: () => void;
  onClose: () => void;
}

/** Asks once more before something goes. */
export function ConfirmRemove({ title, consequence, remove, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const submit = useSubmit();
  const confirm = async () => {
    if (await submit.run(remove)) onDone();
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <p className="modal-text">{consequence}</p>
      {submit.fault && <FaultNote fault={submit.fault} what={t('admin:remove.failed')} />}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose} data-autofocus>{t('common:action.cancel')}</Button>
        <Button color="red" loading={submit.isBusy} onClick={() => void confirm()}>{t('admin:remove.confirm')}</Button>
      </Group>
    </Modal>
  );
}
