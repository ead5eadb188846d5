import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../api/shapes';

interface Props {
  cameras: Camera[];
  chosen: string[];
  onDone: (chosen: string[]) => void;
  onClose: () => void;
}

/** Which cameras the wall shows; the order of choosing is the order on the wall. */
export function CameraChooser({ cameras, chosen, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const [picked, setPicked] = useState(chosen);
  const [wanted, setWanted] = useState('');
  const found = cameras.filter((camera) => camera.name.toLowerCase().includes(wanted.toLowerCase()));
  const toggle = (id: string) => setPicked((held) => (held.includes(id) ? held.filter((one) => one !== id) : [...held, id]));
  return (
    <Modal opened onClose={onClose} title={t('wall:choose')} size="md">
      <TextInput
        data-autofocus
        placeholder={t('wall:find')}
        value={wanted}
        onChange={(change) => setWanted(change.currentTarget.value)}
      />
      <ul className="chooser" aria-label={t('wall:choose')}>
        {found.map((camera) => {
          const place = picked.indexOf(camera.id);
          return (
            <li key={camera.id}>
              <button type="button" className="row" aria-pressed={place >= 0} onClick={() => toggle(camera.id)}>
                <span className={`chooser-place${place >= 0 ? ' is-chosen' : ''}`}>{place >= 0 ? place + 1 : ''}</span>
                <span className="row-main">{camera.name}</span>
                <span className="row-faint">
                  {camera.status.state !== 'online' && t(`console:camera_state.${camera.is_enabled ? camera.status.state : 'disabled'}`)}
                </span>
              </button>
            </li>
          );
        })}
        {found.length === 0 && <li className="row-faint">{t('wall:none_found')}</li>}
      </ul>
      <div className="chooser-foot">
        <Button variant="default" onClick={() => setPicked([])}>{t('wall:show_all')}</Button>
        <Button onClick={() => onDone(picked)}>{t('wall:done')}</Button>
      </div>
    </Modal>
  );
}
