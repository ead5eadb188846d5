/** Short names for the generated shapes. */
import type { components } from '../../../api/types';

type Shapes = components['schemas'];

export type ImportedMap = Shapes['MapView'];
export type FoundPlace = Shapes['FoundPlace'];
export type Way = Shapes['WayView'];
export type Closure = Shapes['ClosureView'];
export type ClosureDraft = Shapes['ClosureDraft'];
