import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../session/session';
import { serverNow } from '../state/store';
import { clockTime, dateTime, zoneName } from '../time/format';
import { desk } from './desk';
import { GoTo } from './GoTo';
import { jump, stepFrame } from './jumps';
import { RATES } from './play/clock';
import { useReview } from './store';

/** Play, pause, how fast, one frame, the next thing that happened. */
export function Transport() {
  const { t } = useTranslation();
  const zone = useZone();
  const { isRunning, rate, atMs } = useReview();
  return (
    <div className="transport" role="toolbar" aria-label={t('review:playing')}>
      <Press word={t('review:previous_event')} does={() => void jump('event', -1)} keys="⇧ ←"><Icon is="event" by={-1} /></Press>
      <Press word={t('review:previous_motion')} does={() => void jump('motion', -1)} keys="⇧ M"><Icon is="motion" by={-1} /></Press>
      <Press word={t('review:frame_back')} does={() => void stepFrame(-1)} keys=",">−1</Press>
      <button
        type="button"
        className="transport-play"
        aria-label={isRunning ? t('review:pause') : t('review:play')}
        onClick={() => desk.toggle()}
      >
        <svg width="14" height="14" viewBox="0 0 12 12" aria-hidden="true">
          <path d={isRunning ? 'M2 1h3v10H2zM7 1h3v10H7z' : 'M2 1l9 5-9 5z'} fill="currentColor" />
        </svg>
      </button>
      <Press word={t('review:frame_on')} does={() => void stepFrame(1)} keys=".">+1</Press>
      <Press word={t('review:next_motion')} does={() => void jump('motion', 1)} keys="M"><Icon is="motion" by={1} /></Press>
      <Press word={t('review:next_event')} does={() => void jump('event', 1)} keys="⇧ →"><Icon is="event" by={1} /></Press>
      <label className="transport-rate">
        <span className="visually-hidden">{t('review:speed')}</span>
        <select value={rate} onChange={(event) => desk.setRate(Number(event.currentTarget.value))}>
          {RATES.map((one) => (
            <option key={one} value={one}>{one}×</option>
          ))}
        </select>
      </label>
      <time className="transport-time" dateTime={new Date(atMs).toISOString()} title={dateTime(atMs, zone)}>
        {dateTime(atMs, zone).slice(0, 10)} <b>{clockTime(atMs, zone)}</b>
        <small>.{String(Math.floor(atMs % 1000)).padStart(3, '0')} {zoneName(new Date(atMs), zone)}</small>
      </time>
      <GoTo />
      <button type="button" className="quiet-button" onClick={() => desk.seek(serverNow())}>{t('review:newest')}</button>
    </div>
  );
}

interface PressProps {
  word: string;
  keys: string;
  does: () => void;
  children: ReactNode;
}

function Press({ word, keys, does, children }: PressProps) {
  return (
    <button type="button" className="transport-press" aria-label={word} title={`${word} (${keys})`} onClick={does}>
      {children}
    </button>
  );
}

const SHAPES = { event: 'M11 3l5 5-5 5-5-5z', motion: 'M4 10q2-6 4 0t4 0 4 0' };

/** A diamond for an event, a wave for motion, and where it lies. */
function Icon({ is, by }: { is: 'event' | 'motion'; by: 1 | -1 }) {
  return (
    <svg width="22" height="16" viewBox="0 0 22 16" aria-hidden="true" transform={by > 0 ? 'scale(-1 1)' : undefined}>
      <path d="M4 4v8L0 8z" fill="currentColor" />
      <path d={SHAPES[is]} transform="translate(4 0)" fill={is === 'event' ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth="1.6" />
    </svg>
  );
}
