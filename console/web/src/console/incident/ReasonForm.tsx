import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  label: string;
  action: string;
  onCancel: () => void;
  /** Answers whether it was done; the words stay when not. */
  onSubmit: (reason: string) => Promise<boolean>;
}

/** A line that asks for a reason before something is taken back. */
export function ReasonForm({ label, action, onCancel, onSubmit }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const isDone = await onSubmit(reason.trim());
    setBusy(false);
    if (isDone) onCancel();
  }

  return (
    <form className="inline-form" onSubmit={(event) => void submit(event)}>
      <input
        autoFocus
        required
        maxLength={500}
        value={reason}
        placeholder={label}
        aria-label={label}
        onChange={(event) => setReason(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel();
        }}
      />
      <button type="submit" className="act" disabled={isBusy || reason.trim() === ''}>
        {action}
      </button>
      <button type="button" className="quiet-button" onClick={onCancel}>
        {t('common:action.cancel')}
      </button>
    </form>
  );
}
