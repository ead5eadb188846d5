import { useMediaQuery } from '@mantine/hooks';
import { type MouseEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { useRoom } from '../../state/store';
import { clockTime, shortTime, zoneName } from '../../time/format';
import { useServerNow } from '../../time/useServerNow';
import { playFrom, showLive, useSelection } from '../selection';
import { useSettled } from '../settled';
import { usePlayhead } from '../stage/player';
import { useSpanWord } from '../../ui/spanWord';
import { useKindWord } from '../useKindWord';
import { TimeLegend } from './TimeLegend';
import { momentAt, shareOf, stretchAt, stretchesOf, ticksOf } from './timeline';
import { isQuiet } from '../../lessons/quiet';
import { useFootage } from './useFootage';
import './timebar.css';

const LENGTHS_MIN = [10, 60, 360, 1440] as const;

/** The last hour of the selected camera: what is recorded, what happened, where there is nothing. */
export function TimeBar() {
  const { t } = useTranslation();
  const zone = useZone();
  const kindWord = useKindWord();
  const spanWord = useSpanWord();
  const [lengthMin, setLength] = useState<number>(60);
  const endMs = Math.ceil(useServerNow() / 1000) * 1000;
  const window = useMemo(() => ({ startMs: endMs - lengthMin * 60_000, endMs }), [endMs, lengthMin]);
  const { cameraId, playing } = useSelection();
  const camera = useRoom((state) => (cameraId ? state.room.cameras[cameraId] : undefined));
  // Asked for when the picture is there: the server has it to open first.
  const isSettled = useSettled((state) => state.cameraId === cameraId);
  const { spans, events } = useFootage(isSettled ? cameraId : null, lengthMin);
  const playheadMs = usePlayhead((state) => state.atMs);
  const isNarrow = useMediaQuery('(max-width: 760px)');
  const [hoverShare, setHover] = useState<number | null>(null);

  const stretches = useMemo(() => (camera ? stretchesOf(window, spans) : []), [camera, window, spans]);
  const shareUnder = (event: MouseEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return (event.clientX - left) / width;
  };
  const under = hoverShare === null ? undefined : stretchAt(stretches, hoverShare);
  const shown = events.filter((event) => Date.parse(event.opened_at) >= window.startMs);

  return (
    <section className="timebar" aria-label={t('console:time.title')}>
      <div className="timebar-side">
        <strong>{camera?.name ?? t('console:time.no_camera')}</strong>
        <span className="timebar-tools">
        <select value={lengthMin} onChange={(event) => setLength(Number(event.currentTarget.value))} aria-label={t('console:time.length')}>
          {LENGTHS_MIN.map((length) => (
            <option key={length} value={length}>
              {t(`console:time.last_${length}`)}
            </option>
          ))}
        </select>
        <TimeLegend />
        </span>
      </div>
      <div
        className={`timebar-track${camera ? '' : ' is-idle'}`}
        onClick={(event) => camera && playFrom(momentAt(window, shareUnder(event)))}
        onMouseMove={(event) => setHover(shareUnder(event))}
        onMouseLeave={() => setHover(null)}
      >
        {stretches.map((stretch) => (
          <i
            key={stretch.from}
            className={`stretch stretch-${stretch.state}`}
            style={{ left: `${stretch.from * 100}%`, width: `${(stretch.to - stretch.from) * 100}%` }}
            title={spanWord(stretch.state, stretch.reason)}
          />
        ))}
        {ticksOf(window, isNarrow ? 4 : 12).map((tick) => (
          <span key={tick.atMs} className="timebar-tick" style={{ left: `${tick.share * 100}%` }}>
            {shortTime(tick.atMs, zone)}
          </span>
        ))}
        {shown.map((event) => (
          <i
            key={event.id}
            className={`moment moment-${event.severity}${event.verdict === 'dismissed' ? ' is-false' : ''}${isQuiet(event) ? ' is-quiet' : ''}`}
            style={{ left: `${shareOf(window, Date.parse(event.opened_at)) * 100}%` }}
            title={`${clockTime(event.opened_at, zone)} ${kindWord(event.kind, event.title)}`}
          />
        ))}
        {playing.mode === 'recording' && playheadMs !== null && (
          <i className="playhead" style={{ left: `${shareOf(window, playheadMs) * 100}%` }} />
        )}
        {camera && hoverShare !== null && (
          <span className="timebar-hover" style={{ left: `clamp(90px, ${hoverShare * 100}%, calc(100% - 90px))` }}>
            {clockTime(momentAt(window, hoverShare), zone)} {zoneName(new Date(endMs), zone)}
            {under && under.state !== 'recorded' && <em>{spanWord(under.state, under.reason)}</em>}
          </span>
        )}
      </div>
      <button type="button" className="timebar-live" aria-pressed={playing.mode === 'live'} onClick={showLive}>
        <span aria-hidden="true">{playing.mode === 'live' ? '●' : '▶▎'}</span> {t('console:stage.live')}
      </button>
    </section>
  );
}
