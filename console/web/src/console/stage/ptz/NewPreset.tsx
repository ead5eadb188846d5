import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  onSave: (name: string) => Promise<void>;
  onCancel: () => void;
}

/** A name for where the camera looks now. */
export function NewPreset({ onSave, onCancel }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [isBusy, setBusy] = useState(false);

  async function save(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    await onSave(name.trim());
    setBusy(false);
  }

  return (
    <form className="ptz-new" onSubmit={(event) => void save(event)}>
      <input autoFocus value={name} maxLength={60} aria-label={t('onvif:preset.name')} placeholder={t('onvif:preset.name')}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && onCancel()} />
      <button type="submit" className="act act-main" disabled={!name.trim() || isBusy}>{t('onvif:preset.keep')}</button>
      <button type="button" className="act" onClick={onCancel}>{t('onvif:act.cancel')}</button>
    </form>
  );
}
