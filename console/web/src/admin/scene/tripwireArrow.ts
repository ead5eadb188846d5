/** Which side of a tripwire is `forward`: from its left to its right, looking from start to end. */

interface Point {
  x: number;
  y: number;
}

/** The arrow from the middle of the line towards its forward side, `length` long; y points down, as in a picture. */
export function forwardArrow(start: Point, end: Point, length: number): { from: Point; to: Point } {
  const dx = end.x - start.x;
  const dy = end.y - start.y;
  const whole = Math.hypot(dx, dy) || 1;
  const from = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  return { from, to: { x: from.x - (dy / whole) * length, y: from.y + (dx / whole) * length } };
}
