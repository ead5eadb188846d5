import type { PointerEvent } from 'react';
import type { PicturePoint } from '../shapes';
import type { Frame } from './frame';

interface Props {
  at: PicturePoint;
  frame: Frame;
  label: string;
  onMove: (to: PicturePoint) => void;
}

/** A point of a shape that can be dragged. */
export function Handle({ at, frame, label, onMove }: Props) {
  function grab(event: PointerEvent<SVGCircleElement>) {
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
  }
  return (
    <circle className="handle" cx={at.x * frame.width} cy={at.y * frame.height} r={10} aria-label={label}
      onPointerDown={grab}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && onMove(frame.pointOf(event))} />
  );
}
