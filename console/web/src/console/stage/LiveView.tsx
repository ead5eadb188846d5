import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../api/shapes';
import { useZone } from '../../session/session';
import { clockTime } from '../../time/format';
import { pictureCame } from '../settled';
import { BoxCanvas } from './BoxCanvas';
import type { Purpose } from './live/carriers';
import { LivePlayer, OPENING, type LiveState } from './live/livePlayer';
import { Stills } from './Stills';

/** The clocks of two machines agree no better than this. */
const LEAST_S = 0.1;
/** A still costs the server a picture decoded and encoded, just when it has the moving one to send. */
const STILL_AFTER_MS = 600;
const WIDTHS: Record<Purpose, number> = { focus: 960, tile: 480 };

interface Props {
  camera: Camera;
  purpose?: Purpose;
  /** False stops the picture, as when nobody can see it. */
  isShown?: boolean;
}

/** The camera now. Says how far behind it is, and covers a picture that is not now. */
export function LiveView({ camera, purpose = 'focus', isShown = true }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const holder = useRef<HTMLDivElement>(null);
  const [live, setLive] = useState<LivePlayer | null>(null);
  const [state, setState] = useState<LiveState>(OPENING);
  const isOnline = camera.is_enabled && camera.status.state === 'online';
  const isUp = isOnline && isShown;

  useEffect(() => {
    if (!isUp || !holder.current) return;
    setState(OPENING);
    const player = new LivePlayer(camera.id, holder.current, setState, purpose);
    setLive(player);
    return () => {
      player.close();
      setLive(null);
    };
  }, [camera.id, isUp, purpose]);

  const isPlaying = state.phase === 'playing';
  useEffect(() => {
    if (isPlaying) pictureCame(camera.id);
  }, [camera.id, isPlaying]);

  const isStalled = isUp && state.phase === 'stalled';
  return (
    <div className="picture">
      <div ref={holder} />
      {isUp && state.phase === 'stills' && <Stills cameraId={camera.id} width={WIDTHS[purpose]} />}
      {isUp && live && state.phase !== 'opening' && !isStalled && (
        <BoxCanvas camera={camera} shownAt={() => live.shownAtMs} video={() => live.video} />
      )}
      {isUp && state.phase === 'opening' && (
        <Opening key={camera.id} camera={camera} width={WIDTHS[purpose]} />
      )}
      {isStalled && (
        <div className="picture-lost" role="alert">
          <strong>{t('console:stage.lost')}</strong>
          <span>{t('console:stage.lost_since', { at: state.lastFrameMs ? clockTime(state.lastFrameMs, zone) : '—' })}</span>
        </div>
      )}
      {!isOnline && <CameraDown camera={camera} />}
      {isUp && state.phase !== 'opening' && !isStalled && <Behind state={state} />}
    </div>
  );
}

/** While no moving picture is there: a still, when it takes so long that one is missed. */
function Opening({ camera, width }: { camera: Camera; width: number }) {
  const { t } = useTranslation();
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), STILL_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      {isLong && <img className="is-dim" src={`/api/cameras/${camera.id}/picture.jpg?width=${width}`} alt="" />}
      <p className="picture-word">{t(isLong ? 'console:stage.opening_still' : 'console:stage.opening')}</p>
    </>
  );
}

function Behind({ state }: { state: LiveState }) {
  const { t } = useTranslation();
  const words =
    state.phase === 'stills'
      ? t('console:stage.stills')
      : state.behindMs === null
        ? t('console:stage.behind_unknown')
        : t('console:stage.behind', { seconds: Math.max(LEAST_S, state.behindMs / 1000).toFixed(1) });
  return (
    <span className="picture-behind" title={state.transport ? t(`console:transport.${state.transport}`) : undefined}>
      <i className="picture-dot" aria-hidden="true" /> {t('console:stage.live')} · {words}
    </span>
  );
}

function CameraDown({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const zone = useZone();
  const state = camera.is_enabled ? camera.status.state : 'disabled';
  return (
    <div className="picture-lost" role="status">
      <strong>{t(`console:camera_state.${state}`)}</strong>
      <span>{t('console:stage.since', { at: clockTime(camera.status.since, zone) })}</span>
      {camera.status.reason && <span className="picture-why">{camera.status.reason}</span>}
    </div>
  );
}
