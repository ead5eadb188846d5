import { NumberInput, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CameraForm } from './cameraForm';
import { mayHaveSound } from './scheme';

interface Props {
  form: CameraForm;
  onChange: (part: Partial<CameraForm>) => void;
}

/** Whether footage is kept, for how long, and whether with its sound. */
export function RecordingFields({ form, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className="form-fields">
      <Switch label={t('admin:camera.recorded')} checked={form.isRecorded}
        onChange={(event) => onChange({ isRecorded: event.currentTarget.checked })} />
      <Switch label={t('admin:camera.sound')} checked={form.recordsAudio} disabled={!mayHaveSound(form.url)}
        description={t(mayHaveSound(form.url) ? 'admin:camera.sound_hint' : 'admin:camera.sound_none')}
        onChange={(event) => onChange({ recordsAudio: event.currentTarget.checked })} />
      <NumberInput className="form-short" label={t('admin:camera.days')} description={t('admin:camera.days_hint')}
        value={form.retentionDays} min={1} max={3650} allowDecimal={false} disabled={!form.isRecorded}
        onChange={(value) => onChange({ retentionDays: Number(value) || 1 })} />
    </div>
  );
}
