import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { TopBar } from '../frame/TopBar';
import { useRoom } from '../state/store';
import { followRoom } from '../state/stream';
import { KeysHelp } from './keys/KeysHelp';
import { toggleKeysHelp } from './keys/keysHelp';
import { useKeys } from './keys/useKeys';
import { MapPanel } from './map/MapPanel';
import { QueuePanel } from './queue/QueuePanel';
import { selectCamera, showPlace, useSelection } from './selection';
import { StagePanel } from './stage/StagePanel';
import { TimeBar } from './timebar/TimeBar';
import './console.css';

const PLACES = ['queue', 'map', 'stage'] as const;

/** The control room: one screen, three places, the picture always in view. */
export default function ConsoleApp() {
  const { t } = useTranslation();
  const place = useSelection((state) => state.place);
  const isLoaded = useRoom((state) => state.isLoaded);
  useKeys();

  useEffect(() => {
    const leaving = new AbortController();
    void followRoom(leaving.signal);
    return () => leaving.abort();
  }, []);

  useEffect(() => {
    if (!isLoaded || useSelection.getState().cameraId) return;
    const cameras = Object.values(useRoom.getState().room.cameras);
    const first = cameras.find((camera) => camera.status.state === 'online') ?? cameras[0];
    if (first) selectCamera(first.id);
  }, [isLoaded]);

  return (
    <div className="room" data-place={place}>
      <TopBar onHelp={toggleKeysHelp} />
      <main className="room-places">
        <QueuePanel />
        <MapPanel />
        <StagePanel />
      </main>
      <TimeBar />
      <nav className="room-tabs" aria-label={t('console:places.title')}>
        {PLACES.map((one) => (
          <button key={one} type="button" aria-current={place === one} onClick={() => showPlace(one)}>
            {t(`console:places.${one}`)}
          </button>
        ))}
      </nav>
      <KeysHelp />
    </div>
  );
}
