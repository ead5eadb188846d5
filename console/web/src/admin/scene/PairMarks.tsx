import { useTranslation } from 'react-i18next';
import type { PicturePoint, PlacePair } from '../shapes';
import type { Frame } from './frame';
import { Handle } from './Handle';

interface Props {
  pairs: readonly PlacePair[];
  waiting: PicturePoint | null;
  frame: Frame;
  onMove: (index: number, to: PicturePoint) => void;
}

/** The numbered picture points of the calibration, and the one that waits for its place. */
export function PairMarks({ pairs, waiting, frame, onMove }: Props) {
  const { t } = useTranslation();
  const { width, height } = frame;
  return (
    <g className="pair-marks">
      {pairs.map(({ picture }, index) => (
        <g key={index}>
          <Handle at={picture} frame={frame} label={t('admin:calibration.point', { number: index + 1 })}
            onMove={(to) => onMove(index, to)} />
          <text x={picture.x * width} y={picture.y * height + 5}>{index + 1}</text>
        </g>
      ))}
      {waiting && <circle className="pair-waiting" cx={waiting.x * width} cy={waiting.y * height} r={12} />}
    </g>
  );
}
