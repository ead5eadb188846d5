import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { CameraTroubles } from '../../health/CameraTroubles';
import { useZone } from '../../session/session';
import { useRoom } from '../../state/store';
import { clockTime, dateTime } from '../../time/format';
import { KindIcon } from '../../ui/kinds/KindIcon';
import { SeverityMark } from '../../ui/SeverityMark';
import { selectEvent } from '../selection';
import { useKindWord } from '../useKindWord';
import { PtzPanel } from './ptz/PtzPanel';
import { TalkPanel } from './talk/TalkPanel';

const MOST = 8;

/** A camera's state and what it reported lately. */
export function CameraPanel({ id }: { id: string }) {
  const { t } = useTranslation();
  const zone = useZone();
  const kindWord = useKindWord();
  const camera = useRoom((state) => state.room.cameras[id]);
  const events = useRoom((state) => state.room.events);
  const latest = useMemo(
    () =>
      Object.values(events)
        .filter((event) => event.camera_id === id)
        .sort((a, b) => Date.parse(b.opened_at) - Date.parse(a.opened_at))
        .slice(0, MOST),
    [events, id],
  );
  if (!camera) return null;
  const { status } = camera;
  return (
    <div className="detail">
      <CameraTroubles events={events} cameraId={id} />
      <PtzPanel key={id} cameraId={id} />
      <TalkPanel key={`talk ${id}`} cameraId={id} />
      <dl className="facts">
        <dt>{t('console:camera.state')}</dt>
        <dd>
          {t(`console:camera_state.${status.state}`)} · {t('console:stage.since', { at: dateTime(status.since, zone) })}
          {status.reason && <span className="facts-why">{status.reason}</span>}
        </dd>
        <dt>{t('console:camera.picture')}</dt>
        <dd>{status.width ? `${status.width}×${status.height} · ${status.codec}` : t('console:camera.unknown')}</dd>
        <dt>{t('console:camera.recording')}</dt>
        <dd>{camera.is_recorded ? t('console:camera.kept', { count: camera.retention_days }) : t('console:camera.not_recorded')}</dd>
      </dl>
      <h4>{t('console:camera.latest')}</h4>
      {latest.length === 0 && <p className="detail-line">{t('console:camera.no_events')}</p>}
      <ul className="rows">
        {latest.map((event) => (
          <li key={event.id}>
            <button type="button" className="row" onClick={() => selectEvent(event.id)}>
              <SeverityMark severity={event.severity} withWord={false} />
              <span>{clockTime(event.opened_at, zone)}</span>
              <span className="row-main row-kind"><KindIcon kind={event.kind} />{kindWord(event.kind, event.title)}</span>
              <span className="row-faint">{event.verdict !== 'none' && t(`console:verdict.${event.verdict}`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
