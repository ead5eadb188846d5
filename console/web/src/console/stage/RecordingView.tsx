import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../api/shapes';
import { serverNow } from '../../state/store';
import { playlistUrl } from '../asks';
import { type Playing, showLive } from '../selection';
import { type RecordingState, RecordingPlayer, WAITING } from './recordingPlayer';
import { player, usePlayhead } from './player';
import { ScrubBar } from './ScrubBar';

/** Footage of the last moments is still being written: ask again while that may be so. */
const FRESH_MS = 60_000;
const AGAIN_MS = 4_000;

interface Props {
  camera: Camera;
  playing: Extract<Playing, { mode: 'recording' }>;
  /** Shown until the recording plays, and where there is none. */
  poster: string | null;
  /** Moments worth a mark on the scrub bar, in ms. */
  marks: readonly number[];
}

/** A stretch of the past. */
export function RecordingView({ camera, playing, poster, marks }: Props) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<RecordingState>(WAITING);
  const [attempt, setAttempt] = useState(0);
  const { startMs, endMs, atMs } = playing;

  useEffect(() => {
    if (!video.current) return;
    setState(WAITING);
    const running = new RecordingPlayer(video.current, playlistUrl(camera.id, { startMs, endMs }), atMs, {
      tell: setState,
      moved: (wallMs) => usePlayhead.setState({ atMs: wallMs }),
    });
    player.attach(running);
    return () => {
      player.attach(null);
      running.close();
    };
  }, [camera.id, startMs, endMs, atMs, attempt]);

  useEffect(() => {
    if (state.phase !== 'none' || serverNow() - endMs > FRESH_MS) return;
    const timer = setTimeout(() => setAttempt((held) => held + 1), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [state, endMs]);

  return (
    <>
      <div className="picture">
        <video ref={video} muted playsInline onClick={() => player.toggle()} className={state.phase === 'none' ? 'is-hidden' : undefined} />
        {poster && (state.phase === 'opening' || state.phase === 'none') && <img src={poster} alt="" />}
        {state.phase === 'opening' && !poster && <p className="picture-word">{t('console:stage.opening')}</p>}
        {state.phase === 'none' && (
          <div className={`picture-lost${poster ? ' is-strip' : ''}`} role="status">
            <strong>{t('console:stage.no_recording')}</strong>
            <span>{t('console:stage.no_recording_hint')}</span>
            <button type="button" className="act" onClick={showLive}>
              {t('console:stage.to_live')}
            </button>
          </div>
        )}
        <span className="picture-past">{t('console:stage.past')}</span>
      </div>
      <ScrubBar window={{ startMs, endMs }} isPlaying={state.phase === 'playing'} marks={marks} />
    </>
  );
}
