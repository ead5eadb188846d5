import type { Frame } from './frame';
import type { GroundFit } from './groundFit';

export const PERSON_M = 1.7;

const SPOTS = [[0.25, 0.92], [0.7, 0.9], [0.5, 0.68], [0.25, 0.52], [0.75, 0.5]] as const;
const SMALLEST = 12;
const SHAPE = 0.3; // breadth for height

interface Props {
  fit: GroundFit;
  frame: Frame;
}

/** People of a known height at a few spots of the ground: who stands there in the picture should be as tall. */
export function PersonMarks({ fit, frame: { width, height } }: Props) {
  return (
    <g className="person-mark">
      {SPOTS.map(([x, y]) => {
        const head = fit.headOf({ x, y }, PERSON_M);
        const tall = head ? (y - head.y) * height : 0;
        if (!head || tall < SMALLEST || tall > height) return null;
        const [cx, foot, crown, half] = [x * width, y * height, head.y * height, (tall * SHAPE) / 2];
        const neck = crown + tall * 0.16;
        return (
          <g key={`${x} ${y}`}>
            <ellipse cx={cx} cy={crown + tall * 0.075} rx={tall * 0.06} ry={tall * 0.075} />
            <path d={`M${cx - half} ${neck}H${cx + half}L${cx + half * 0.8} ${foot - tall * 0.45}L${cx + half * 0.6} ${foot}H${cx - half * 0.6}L${cx - half * 0.8} ${foot - tall * 0.45}z`} />
          </g>
        );
      })}
    </g>
  );
}
