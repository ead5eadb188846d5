import { PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CameraForm, loginOf, TRANSPORTS } from './cameraForm';
import { hasTransport } from './scheme';
import { SchemeHelp } from './SchemeHelp';
import { StreamFields } from './StreamFields';

interface Props {
  form: CameraForm;
  onChange: (part: Partial<CameraForm>) => void;
  onTested?: (isGood: boolean) => void;
  /** The camera that is changed, if it is one, and whether a login is kept for it: typing one replaces it. */
  cameraId?: string;
  hasLogin?: boolean;
}

/** The streams of a camera, the login for both, and how they are reached; each can be tried. */
export function AddressFields({ form, onChange, onTested, cameraId, hasLogin = false }: Props) {
  const { t } = useTranslation();
  const [wantsSub, setWantsSub] = useState(false);
  const hasSub = wantsSub || form.subUrl !== '';
  const way = { ...loginOf(form), transport: form.transport, camera_id: cameraId };
  const kept = hasLogin ? t('admin:camera.login_kept') : '';
  function switchSub(isWanted: boolean) {
    setWantsSub(isWanted);
    if (!isWanted) onChange({ subUrl: '' });
  }

  return (
    <>
      <StreamFields label={t('admin:camera.url')} hint={t('admin:camera.url_hint')} value={form.url}
        placeholder="rtsp://10.20.0.11:554/stream1" way={way} testLabel={t('admin:camera.test')} onTested={onTested}
        onChange={(url) => onChange({ url })}>
        <div className="form-pair">
          <TextInput label={t('admin:camera.username')} value={form.username} autoComplete="off" spellCheck={false}
            placeholder={kept} onChange={(event) => onChange({ username: event.currentTarget.value })} />
          <PasswordInput label={t('admin:camera.password')} value={form.password} autoComplete="new-password"
            placeholder={kept} onChange={(event) => onChange({ password: event.currentTarget.value })} />
        </div>
        {hasTransport(form.url, form.subUrl) && (
          <Select label={t('admin:camera.transport')} description={t('admin:camera.transport_hint')} allowDeselect={false}
            value={form.transport} data={TRANSPORTS.map((value) => ({ value, label: t(`admin:camera_transport.${value}`) }))}
            onChange={(transport) => transport && onChange({ transport })} />
        )}
      </StreamFields>
      <SchemeHelp />
      <Switch className="form-more" label={t('admin:camera.sub')} description={t('admin:camera.sub_hint')}
        checked={hasSub} onChange={(event) => switchSub(event.currentTarget.checked)} />
      {hasSub && (
        <StreamFields label={t('admin:camera.sub_url')} hint={t('admin:camera.sub_url_hint')} value={form.subUrl}
          placeholder="rtsp://10.20.0.11:554/stream2" way={way} testLabel={t('admin:camera.test_sub')}
          onChange={(subUrl) => onChange({ subUrl })} />
      )}
    </>
  );
}
