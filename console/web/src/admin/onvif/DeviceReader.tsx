import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../../ui/FaultNote';
import { useSubmit } from '../../ui/useSubmit';
import { readDevice } from './asks';
import { Reading } from './Reading';
import type { DeviceReading, FoundCamera } from './shapes';
import { type Taken, takenOf } from './taking';

/** The login of a chosen device, and what it offers. */
export function DeviceReader({ camera, onTaken }: { camera: FoundCamera; onTaken: (taken: Taken) => void }) {
  const { t } = useTranslation();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [reading, setReading] = useState<DeviceReading | null>(null);
  const submit = useSubmit();

  async function read() {
    setReading(null);
    await submit.run(async () => setReading(await readDevice(camera.device_url, username, password)));
  }

  /** Enter reads; it must not send the form around this one. */
  function onEnter(event: KeyboardEvent) {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    void read();
  }

  return (
    <div className="find-device">
      <h3>{camera.name || camera.device_url}</h3>
      <div className="find-login" onKeyDown={onEnter}>
        <TextInput label={t('admin:camera.username')} value={username} autoComplete="off" spellCheck={false} autoFocus
          onChange={(event) => setUsername(event.currentTarget.value)} />
        <PasswordInput label={t('admin:camera.password')} value={password} autoComplete="new-password"
          onChange={(event) => setPassword(event.currentTarget.value)} />
        <Button variant={reading ? 'default' : 'filled'} loading={submit.isBusy} onClick={() => void read()}>
          {t('onvif:read.ask')}
        </Button>
      </div>
      {submit.fault && <FaultNote fault={submit.fault} what={t('onvif:read.failed')} />}
      {reading && (
        <Reading reading={reading}
          onTake={(channel) => onTaken(takenOf(reading, channel, camera.name, { username, password }))} />
      )}
    </div>
  );
}
