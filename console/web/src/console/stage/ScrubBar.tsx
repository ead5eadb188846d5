import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { clockTime, zoneName } from '../../time/format';
import { momentAt, shareOf, type Window } from '../timebar/timeline';
import { player, usePlayhead } from './player';

interface Props {
  window: Window;
  isPlaying: boolean;
  marks: readonly number[];
}

const STEPS = 1000;

/** Where the recording stands; pulls it elsewhere. */
export function ScrubBar({ window, isPlaying, marks }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const atMs = usePlayhead((state) => state.atMs) ?? window.startMs;
  return (
    <div className="scrub">
      <button
        type="button"
        className="scrub-play"
        onClick={() => player.toggle()}
        aria-label={isPlaying ? t('console:stage.pause') : t('console:stage.play')}
      >
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
          <path d={isPlaying ? 'M2 1h3v10H2zM7 1h3v10H7z' : 'M2 1l9 5-9 5z'} fill="currentColor" />
        </svg>
      </button>
      <div className="scrub-track">
        <input
          type="range"
          min={0}
          max={STEPS}
          value={Math.round(shareOf(window, atMs) * STEPS)}
          onChange={(event) => player.seekTo(momentAt(window, Number(event.currentTarget.value) / STEPS))}
          aria-label={t('console:stage.scrub')}
          aria-valuetext={clockTime(atMs, zone)}
        />
        {marks.map((mark) => (
          <i key={mark} className="scrub-mark" style={{ left: `${shareOf(window, mark) * 100}%` }} />
        ))}
      </div>
      <time className="scrub-time">
        {clockTime(atMs, zone)} <small>{zoneName(new Date(atMs), zone)}</small>
      </time>
    </div>
  );
}
