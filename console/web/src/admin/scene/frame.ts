import type { PointerEvent } from 'react';
import type { PicturePoint } from '../shapes';

/** The drawing surface: its size, and the picture point under the pointer. */
export interface Frame {
  width: number;
  height: number;
  pointOf: (event: PointerEvent) => PicturePoint;
}
