import { useTranslation } from 'react-i18next';
import { duration } from '../../time/format';
import type { Dial } from './orderClock';

const RADIUS = 10;
const AROUND = 2 * Math.PI * RADIUS;

/** One clock: a ring that fills while it runs, a tick when reached, a triangle when late. */
export function OrderDial({ dial }: { dial: Dial }) {
  const { t } = useTranslation();
  const isRunning = dial.phase === 'running';
  return (
    <div className={`dial dial-${dial.phase}${dial.isLate ? ' is-late' : ''}`}>
      <svg width="28" height="28" viewBox="-14 -14 28 28" aria-hidden="true">
        {isRunning && dial.isLate ? (
          <path d="M0 -12L12.500 10H-12.500Z" className="dial-alarm" />
        ) : (
          <circle r={RADIUS} className="dial-track" />
        )}
        {isRunning && !dial.isLate && (
          <circle
            r={RADIUS}
            className="dial-run"
            strokeDasharray={AROUND}
            strokeDashoffset={AROUND * (1 - (dial.leftS === null ? 0.06 : dial.share))}
            transform="rotate(-90)"
          />
        )}
        {dial.phase === 'done' && <path d="M-4.500 0.500l3.200 3.200 6-7" className="dial-tick" />}
        {dial.phase === 'skipped' && <path d="M-4 0h8" className="dial-tick" />}
        {isRunning && dial.isLate && <path d="M0 -5v7M0 4.800v2" className="dial-bang" />}
      </svg>
      <span className="dial-name">{t(`common:order_state.${dial.name}`)}</span>
      <span className="dial-time">{figure(dial)}</span>
    </div>
  );
}

/** Done: how long it took. Running: what is left, or by how much it is late. */
function figure(dial: Dial): string {
  if (dial.phase === 'done' && dial.elapsedS !== null) return (dial.isLate ? '▲ ' : '') + duration(dial.elapsedS);
  if (dial.phase !== 'running') return ' ';
  if (dial.leftS === null) return duration(dial.elapsedS ?? 0);
  return dial.leftS < 0 ? `+${duration(-dial.leftS)}` : duration(dial.leftS);
}
