import type { PicturePoint, Rule } from '../../shapes';

type Arrow = NonNullable<Rule['arrow']>;

/** The arrow moved as a whole by the way from `from` to `to`, as far as the picture goes. */
export function shifted({ start, end }: Arrow, from: PicturePoint, to: PicturePoint): Arrow {
  const by = (axis: 'x' | 'y') => {
    const [least, most] = [Math.min(start[axis], end[axis]), Math.max(start[axis], end[axis])];
    return Math.min(1 - most, Math.max(-least, to[axis] - from[axis]));
  };
  const [dx, dy] = [by('x'), by('y')];
  return { start: { x: start.x + dx, y: start.y + dy }, end: { x: end.x + dx, y: end.y + dy } };
}
