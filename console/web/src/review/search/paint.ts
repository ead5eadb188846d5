/** The motion index divides a picture into so many cells. */
export const COLUMNS = 16;
export const ROWS = 9;

/** The cell at a place of the picture (0 to 1 across and down). */
export function cellAt(x: number, y: number): number {
  const column = Math.min(COLUMNS - 1, Math.max(0, Math.floor(x * COLUMNS)));
  const row = Math.min(ROWS - 1, Math.max(0, Math.floor(y * ROWS)));
  return row * COLUMNS + column;
}

/** All cells between two corners. */
export function cellsBetween(one: number, other: number): number[] {
  const [rowA, columnA] = [Math.floor(one / COLUMNS), one % COLUMNS];
  const [rowB, columnB] = [Math.floor(other / COLUMNS), other % COLUMNS];
  const cells: number[] = [];
  for (let row = Math.min(rowA, rowB); row <= Math.max(rowA, rowB); row++) {
    for (let column = Math.min(columnA, columnB); column <= Math.max(columnA, columnB); column++) {
      cells.push(row * COLUMNS + column);
    }
  }
  return cells;
}

/** The painted cells with those between two corners added, or taken away where the first was painted already. */
export function painted(held: ReadonlySet<number>, from: number, to: number): Set<number> {
  const next = new Set(held);
  for (const cell of cellsBetween(from, to)) {
    if (held.has(from)) next.delete(cell);
    else next.add(cell);
  }
  return next;
}
