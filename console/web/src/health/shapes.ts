/** Short names for the generated shapes of the health page. */
import type { components } from '../api/types';

type Shapes = components['schemas'];

export type RoomHealth = Shapes['RoomHealthView'];
export type CameraHealth = Shapes['CameraHealthView'];
export type Trouble = Shapes['TroubleView'];
export type Gate = Shapes['GateView'];
