import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../ui/FaultNote';
import type { Submit } from '../ui/useSubmit';

interface Props {
  submit: Submit;
  /** What did not work, as a sentence. */
  what: string;
  label: string;
  isReady: boolean;
  onCancel: () => void;
}

/** The end of a form: its fault, the way out and the one button. */
export function FormFoot({ submit, what, label, isReady, onCancel }: Props) {
  const { t } = useTranslation();
  return (
    <div className="form-foot">
      {submit.fault && <FaultNote fault={submit.fault} what={what} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>{t('common:action.cancel')}</Button>
        <Button type="submit" loading={submit.isBusy} disabled={!isReady}>{label}</Button>
      </Group>
    </div>
  );
}
