import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../../ui/FaultNote';
import { useSubmit } from '../../ui/useSubmit';
import { setOnvif } from './asks';
import type { OnvifState } from './shapes';

interface Props {
  cameraId: string;
  /** Where its stream comes from: most likely its device too. */
  host: string;
  onConnected: (state: OnvifState) => void;
}

/** A camera that is not known as an ONVIF device yet. */
export function ConnectDevice({ cameraId, host, onConnected }: Props) {
  const { t } = useTranslation();
  const [url, setUrl] = useState(host);
  const submit = useSubmit();
  const connect = () => submit.run(async () => onConnected(await setOnvif(cameraId, url.trim(), [])));
  return (
    <div className="form-fields">
      <p className="form-hint">{t('onvif:device.none')}</p>
      <div className="find-typed">
        <TextInput label={t('onvif:device.url')} description={t('onvif:device.url_hint')} value={url} spellCheck={false}
          placeholder="10.20.0.11" onChange={(event) => setUrl(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            if (url.trim()) void connect();
          }} />
        <Button variant="default" loading={submit.isBusy} disabled={!url.trim()} onClick={() => void connect()}>
          {t('onvif:device.connect')}
        </Button>
      </div>
      {submit.fault && <FaultNote fault={submit.fault} what={t('onvif:device.not_connected')} />}
    </div>
  );
}
