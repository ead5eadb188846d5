import { useTranslation } from 'react-i18next';
import type { Tripwire } from '../shapes';
import type { Frame } from './frame';
import { Handle } from './Handle';
import { forwardArrow } from './tripwireArrow';

interface Props {
  tripwire: Tripwire;
  frame: Frame;
  isSelected: boolean;
  isLive: boolean;
  onSelect: () => void;
  onChange: (change: Partial<Tripwire>) => void;
}

const ARROW = 46;
const HEAD = 13;

/** A tripwire on the picture; its arrow points to the side that is `forward`. */
export function TripwireShape({ tripwire, frame, isSelected, isLive, onSelect, onChange }: Props) {
  const { t } = useTranslation();
  const { width, height } = frame;
  const start = { x: tripwire.start.x * width, y: tripwire.start.y * height };
  const end = { x: tripwire.end.x * width, y: tripwire.end.y * height };
  const { from, to } = forwardArrow(start, end, ARROW);
  const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  const ends = { x1: start.x, y1: start.y, x2: end.x, y2: end.y };
  return (
    <g className={isSelected ? 'tripwire tripwire-selected' : 'tripwire'} style={{ pointerEvents: isLive ? 'auto' : 'none' }}
      onPointerDown={(event) => { event.stopPropagation(); onSelect(); }}>
      <line className="tripwire-reach" {...ends} />
      <line className="tripwire-line" {...ends} />
      <line className="tripwire-arrow" x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
      <path d={`M0 0L${-HEAD} ${-HEAD * 0.6}V${HEAD * 0.6}z`} transform={`translate(${to.x} ${to.y}) rotate(${angle})`} />
      <text x={to.x} y={to.y - 12}>{tripwire.name} · {t('admin:scene.forward')}</text>
      {isSelected && isLive && (
        <>
          <Handle at={tripwire.start} frame={frame} label={t('admin:scene.start')} onMove={(at) => onChange({ start: at })} />
          <Handle at={tripwire.end} frame={frame} label={t('admin:scene.end')} onMove={(at) => onChange({ end: at })} />
        </>
      )}
    </g>
  );
}
