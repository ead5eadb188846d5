import type { PictureBox, PicturePoint } from '../../api/shapes';

/** A rectangle in CSS pixels of the stage. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where a picture of the given size lies inside a frame when fitted whole (`object-fit: contain`). */
export function fitted(picture: { width: number; height: number }, frame: { width: number; height: number }): Rect {
  if (picture.width <= 0 || picture.height <= 0) return { x: 0, y: 0, ...frame };
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { x: (frame.width - width) / 2, y: (frame.height - height) / 2, width, height };
}

/** A normalised box in pixels of the fitted picture. */
export function boxRect(box: PictureBox, picture: Rect): Rect {
  return {
    x: picture.x + box.left * picture.width,
    y: picture.y + box.top * picture.height,
    width: Math.max(0, box.right - box.left) * picture.width,
    height: Math.max(0, box.bottom - box.top) * picture.height,
  };
}

/** Normalised points as an SVG path in a 0 to 1 box. */
export function pathLine(points: readonly PicturePoint[]): string {
  return points.map((point, index) => `${index ? 'L' : 'M'}${point.x.toFixed(4)} ${point.y.toFixed(4)}`).join('');
}
