import { type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { PicturePoint, Rule } from '../../shapes';
import type { Frame } from '../frame';
import { Handle } from '../Handle';
import { shifted } from './arrow';

interface Props {
  arrow: NonNullable<Rule['arrow']>;
  name: string;
  frame: Frame;
  isOpen: boolean;
  onChange: (arrow: NonNullable<Rule['arrow']>) => void;
}

const HEAD = 24;

/** The allowed way of a rule as an arrow on the picture; open, both ends and the whole can be dragged. */
export function ArrowShape({ arrow, name, frame, isOpen, onChange }: Props) {
  const { t } = useTranslation();
  const grabbed = useRef<{ at: PicturePoint; arrow: typeof arrow } | null>(null);
  const { width, height } = frame;
  const start = { x: arrow.start.x * width, y: arrow.start.y * height };
  const end = { x: arrow.end.x * width, y: arrow.end.y * height };
  const angle = (Math.atan2(end.y - start.y, end.x - start.x) * 180) / Math.PI;
  const ends = { x1: start.x, y1: start.y, x2: end.x, y2: end.y };

  function grab(event: PointerEvent<SVGLineElement>) {
    event.stopPropagation();
    grabbed.current = { at: frame.pointOf(event), arrow };
    event.currentTarget.setPointerCapture(event.pointerId);
  }

  function drag(event: PointerEvent) {
    if (grabbed.current) onChange(shifted(grabbed.current.arrow, grabbed.current.at, frame.pointOf(event)));
  }

  return (
    <g className={isOpen ? 'way way-open' : 'way'}>
      <line className="way-line" {...ends} />
      <path d={`M${HEAD * 0.4} 0L${-HEAD * 0.6} ${-HEAD * 0.5}V${HEAD * 0.5}z`} transform={`translate(${end.x} ${end.y}) rotate(${angle})`} />
      <text x={start.x} y={start.y + 26}>{name}</text>
      {isOpen && (
        <>
          <line className="way-reach" {...ends} onPointerDown={grab} onPointerMove={drag} onPointerUp={() => { grabbed.current = null; }} />
          <Handle at={arrow.start} frame={frame} label={t('admin:scene.start')} onMove={(to) => onChange({ ...arrow, start: to })} />
          <Handle at={arrow.end} frame={frame} label={t('admin:scene.end')} onMove={(to) => onChange({ ...arrow, end: to })} />
        </>
      )}
    </g>
  );
}
