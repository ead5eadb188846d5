import { useTranslation } from 'react-i18next';
import type { WatchEvent } from '../api/shapes';
import { selectEvent } from '../console/selection';
import { TroubleLine } from './TroubleLine';
import { troublesByCamera } from './troubles';
import './health.css';

/** What is wrong with a camera now; nothing where it is well. */
export function CameraTroubles({ events, cameraId }: { events: Readonly<Record<string, WatchEvent>>; cameraId: string }) {
  const { t } = useTranslation();
  const troubles = troublesByCamera(Object.values(events)).get(cameraId) ?? [];
  if (troubles.length === 0) return null;
  return (
    <ul className="camera-troubles" aria-label={t('health:column_hint.trouble')}>
      {troubles.map((event) => (
        <li key={event.id}>
          <button type="button" onClick={() => selectEvent(event.id)}>
            <TroubleLine kind={event.kind} title={event.title} severity={event.severity} since={event.opened_at} />
          </button>
        </li>
      ))}
    </ul>
  );
}
