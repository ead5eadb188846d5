import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { reviewPath } from '../../review/address';
import { usePermission } from '../../session/session';
import { useRoom } from '../../state/store';
import { EmptyState } from '../../ui/EmptyState';
import { IncidentPanel } from '../incident/IncidentPanel';
import { CameraTourBar } from '../patrols/CameraTourBar';
import { playEvent, playFrom, type Selected, showLive, useSelection } from '../selection';
import { serverNow } from '../../state/store';
import { CameraPanel } from './CameraPanel';
import { EventPanel } from './EventPanel';
import { LiveView } from './LiveView';
import { Neighbours } from './Neighbours';
import { usePlayhead } from './player';
import { RecordingView } from './RecordingView';
import { UnitPanel } from './UnitPanel';
import { useStageEvent } from './useStageEvent';
import './stage.css';

const AGO_MS = 60_000;

/** Right: the picture, always in view, and below it what is selected. */
export function StagePanel() {
  const { t } = useTranslation();
  const { selected, cameraId, playing } = useSelection();
  const camera = useRoom((state) => (cameraId ? state.room.cameras[cameraId] : undefined));
  const event = useStageEvent();
  const mayReview = usePermission('footage.playback');
  const atMs = usePlayhead((state) => (state.atMs === null ? null : Math.floor(state.atMs / 1000) * 1000));
  const isOfEvent = event !== null && event.camera_id === cameraId;

  return (
    <section className="stage" aria-label={t('console:stage.title')}>
      {camera ? (
        <>
          <header className="stage-head">
            <h2>{camera.name}</h2>
            {mayReview && (
              <Link className="quiet-button" to={reviewPath([camera.id], atMs ?? serverNow() - AGO_MS)}>
                {t('console:stage.review')}
              </Link>
            )}
            <div className="stage-modes" role="group" aria-label={t('console:stage.mode')}>
              <button type="button" aria-pressed={playing.mode === 'live'} onClick={showLive}>
                {t('console:stage.live')} <kbd>L</kbd>
              </button>
              <button
                type="button"
                aria-pressed={playing.mode === 'recording'}
                onClick={() => (isOfEvent && event ? playEvent(event) : playFrom(serverNow() - AGO_MS))}
              >
                {isOfEvent ? t('console:stage.moment') : t('console:stage.minute_ago')} <kbd>R</kbd>
              </button>
            </div>
          </header>
          {playing.mode === 'live' ? (
            <LiveView camera={camera} />
          ) : (
            <RecordingView
              camera={camera}
              playing={playing}
              poster={isOfEvent && event?.has_snapshot ? `/api/events/${event.id}/snapshot.jpg` : null}
              marks={isOfEvent && event ? [Date.parse(event.opened_at)] : []}
            />
          )}
          <CameraTourBar />
          <Neighbours camera={camera} />
        </>
      ) : (
        <div className="picture">
          <p className="picture-word">{t('console:stage.no_camera')}</p>
        </div>
      )}
      <Detail selected={selected} />
    </section>
  );
}

/** Of its own, so that another camera above leaves it as it is. */
const Detail = memo(function Detail({ selected }: { selected: Selected | null }) {
  const { t } = useTranslation();
  return (
    <div className="stage-detail">
      {selected?.kind === 'event' && <EventPanel id={selected.id} />}
      {selected?.kind === 'incident' && <IncidentPanel key={selected.id} id={selected.id} />}
      {selected?.kind === 'unit' && <UnitPanel id={selected.id} />}
      {selected?.kind === 'camera' && <CameraPanel id={selected.id} />}
      {!selected && <EmptyState title={t('console:stage.nothing')} hint={t('console:stage.nothing_hint')} />}
    </div>
  );
});
