import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../../ui/FaultNote';
import { useSubmit } from '../../ui/useSubmit';
import { probeCamera } from '../asks';
import type { CameraProbe, CameraProbeResult } from '../shapes';
import { codecName } from './scheme';

interface Props {
  label: string;
  hint: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  /** How to reach it, besides the address. */
  way: Omit<CameraProbe, 'url'>;
  testLabel: string;
  onTested?: (isGood: boolean) => void;
  children?: ReactNode;
}

/** One stream's address, and a test that shows its picture or says what is wrong. */
export function StreamFields({ label, hint, placeholder, value, onChange, way, testLabel, onTested, children }: Props) {
  const { t } = useTranslation();
  const [result, setResult] = useState<CameraProbeResult | null>(null);
  const submit = useSubmit();

  async function test() {
    setResult(null);
    const isGood = await submit.run(async () => {
      setResult(await probeCamera({ url: value.trim(), ...way }));
    });
    onTested?.(isGood);
  }

  return (
    <div className="address">
      <div className="form-fields">
        <TextInput label={label} description={hint} value={value} required placeholder={placeholder} spellCheck={false}
          onChange={(event) => onChange(event.currentTarget.value)} />
        {children}
        <Button variant={result ? 'default' : 'filled'} loading={submit.isBusy} disabled={!value.trim()}
          className="form-own" onClick={() => void test()}>
          {testLabel}
        </Button>
        {submit.fault && <FaultNote fault={submit.fault} what={t('admin:camera.test_failed')} />}
        {result && (
          <p className="mood mood-good">
            {t(result.is_encoded ? 'admin:camera.test_encoded' : 'admin:camera.test_good',
              { ...result, codec: codecName(result.codec) })}
          </p>
        )}
        {result?.sound && <p className="form-hint">{t('admin:camera.test_sound')}</p>}
      </div>
      <div className="probe-picture">
        {result?.picture_jpeg_base64
          ? <img src={`data:image/jpeg;base64,${result.picture_jpeg_base64}`} alt={t('admin:camera.test_picture')} />
          : <span>{submit.isBusy ? t('admin:camera.test_busy') : t('admin:camera.test_hint')}</span>}
      </div>
    </div>
  );
}
