import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../../ui/FaultNote';
import { probeCamera } from '../asks';
import type { CameraProbeResult } from '../shapes';
import { useSubmit } from '../../ui/useSubmit';
import { type CameraForm, loginOf } from './cameraForm';

interface Props {
  form: CameraForm;
  onChange: (part: Partial<CameraForm>) => void;
  onTested?: (isGood: boolean) => void;
  /** A login is kept already; typing one replaces it. */
  hasLogin?: boolean;
}

/** Address and login, and a test that shows the camera's picture or says what is wrong. */
export function AddressFields({ form, onChange, onTested, hasLogin = false }: Props) {
  const { t } = useTranslation();
  const [result, setResult] = useState<CameraProbeResult | null>(null);
  const submit = useSubmit();

  async function test() {
    setResult(null);
    const isGood = await submit.run(async () => {
      setResult(await probeCamera({ url: form.url.trim(), ...loginOf(form) }));
    });
    onTested?.(isGood);
  }

  return (
    <div className="address">
      <div className="form-fields">
        <TextInput label={t('admin:camera.url')} description={t('admin:camera.url_hint')} value={form.url} required
          placeholder="rtsp://10.20.0.11:554/stream1" spellCheck={false}
          onChange={(event) => onChange({ url: event.currentTarget.value })} />
        <TextInput label={t('onvif:field.sub_url')} description={t('onvif:field.sub_url_hint')} value={form.subUrl}
          spellCheck={false} onChange={(event) => onChange({ subUrl: event.currentTarget.value })} />
        <div className="form-pair">
          <TextInput label={t('admin:camera.username')} value={form.username} autoComplete="off" spellCheck={false}
            placeholder={hasLogin ? t('admin:camera.login_kept') : ''}
            onChange={(event) => onChange({ username: event.currentTarget.value })} />
          <PasswordInput label={t('admin:camera.password')} value={form.password} autoComplete="new-password"
            placeholder={hasLogin ? t('admin:camera.login_kept') : ''}
            onChange={(event) => onChange({ password: event.currentTarget.value })} />
        </div>
        <Button variant={result ? 'default' : 'filled'} loading={submit.isBusy} disabled={!form.url.trim()}
          className="form-own" onClick={() => void test()}>
          {t('admin:camera.test')}
        </Button>
        {submit.fault && <FaultNote fault={submit.fault} what={t('admin:camera.test_failed')} />}
        {result && <p className="mood mood-good">{t('admin:camera.test_good', { ...result })}</p>}
      </div>
      <div className="probe-picture">
        {result?.picture_jpeg_base64
          ? <img src={`data:image/jpeg;base64,${result.picture_jpeg_base64}`} alt={t('admin:camera.test_picture')} />
          : <span>{submit.isBusy ? t('admin:camera.test_busy') : t('admin:camera.test_hint')}</span>}
      </div>
    </div>
  );
}
