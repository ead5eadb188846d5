import { useTranslation } from 'react-i18next';
import type { PicturePoint, Zone } from '../shapes';
import type { Frame } from './frame';
import { Handle } from './Handle';

interface Props {
  zone: Zone;
  frame: Frame;
  isSelected: boolean;
  /** Takes clicks; not while something is being drawn over it. */
  isLive: boolean;
  onSelect: () => void;
  onChange: (change: Partial<Zone>) => void;
}

/** A zone on the picture; when selected its corners can be dragged. */
export function ZoneShape({ zone, frame, isSelected, isLive, onSelect, onChange }: Props) {
  const { t } = useTranslation();
  const { width, height } = frame;
  const points = zone.polygon.map(({ x, y }) => `${x * width},${y * height}`).join(' ');
  const top = zone.polygon.reduce((best, point) => (point.y < best.y ? point : best));
  const move = (index: number, to: PicturePoint) =>
    onChange({ polygon: zone.polygon.map((point, at) => (at === index ? to : point)) });
  return (
    <g className={isSelected ? 'zone zone-selected' : 'zone'} style={{ pointerEvents: isLive ? 'auto' : 'none' }}>
      <polygon points={points} onPointerDown={(event) => { event.stopPropagation(); onSelect(); }} />
      <text x={top.x * width} y={Math.max(20, top.y * height - 10)}>{zone.name}</text>
      {isSelected && isLive && zone.polygon.map((point, index) => (
        <Handle key={index} at={point} frame={frame} label={t('admin:scene.corner')} onMove={(to) => move(index, to)} />
      ))}
    </g>
  );
}
