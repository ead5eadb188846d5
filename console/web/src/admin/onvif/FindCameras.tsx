import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../../ui/FaultNote';
import { useSubmit } from '../../ui/useSubmit';
import { findCameras } from './asks';
import { DeviceReader } from './DeviceReader';
import { FoundRow } from './FoundRow';
import type { FoundCamera } from './shapes';
import type { Taken } from './taking';
import './onvif.css';

/** Ask the network for cameras, read one, and take over what it offers. */
export function FindCameras({ onTaken }: { onTaken: (taken: Taken) => void }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [host, setHost] = useState('');
  const [found, setFound] = useState<FoundCamera[] | null>(null);
  const [chosen, setChosen] = useState<FoundCamera | null>(null);
  const search = useSubmit();

  async function find() {
    setOpen(true);
    setFound(null);
    setChosen(null);
    await search.run(async () => setFound(await findCameras(host.trim())));
  }

  /** A camera that does not answer searches can still be read. */
  function readTyped() {
    setChosen({ device_url: host.trim(), name: '', hardware: '', location: '', camera_id: null, camera_name: null });
  }

  function take(taken: Taken) {
    onTaken(taken);
    setOpen(false);
    setChosen(null);
  }

  return (
    <div className="find">
      <div className="find-head">
        <Button variant="default" loading={search.isBusy} onClick={() => void find()}>{t('onvif:find.search')}</Button>
        <span className="form-hint">{search.isBusy ? t('onvif:find.busy') : t('onvif:find.hint')}</span>
      </div>
      {isOpen && !search.isBusy && (
        <div className="find-body">
          {search.fault && <FaultNote fault={search.fault} what={t('onvif:find.failed')} />}
          {found && (
            <p className="find-count" role="status">
              {found.length > 0 ? t('onvif:find.found', { count: found.length }) : t('onvif:find.none')}
            </p>
          )}
          {found && found.length > 0 && (
            <ul className="find-list">
              {found.map((camera) => (
                <FoundRow key={camera.device_url} camera={camera} isChosen={chosen?.device_url === camera.device_url}
                  onChoose={() => setChosen(camera)} />
              ))}
            </ul>
          )}
          <div className="find-typed">
            <TextInput label={t('onvif:find.host')} description={t('onvif:find.host_hint')} value={host} spellCheck={false}
              placeholder="10.20.0.11" onChange={(event) => setHost(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                if (host.trim()) readTyped();
              }} />
            <Button variant="default" disabled={!host.trim()} onClick={readTyped}>{t('onvif:find.use_host')}</Button>
          </div>
          {chosen && <DeviceReader key={chosen.device_url} camera={chosen} onTaken={take} />}
        </div>
      )}
    </div>
  );
}
