/** Short names for the generated shapes. */
import type { components } from '../../../api/types';

type Shapes = components['schemas'];

export type ImportedMap = Shapes['MapView'];
export type FoundPlace = Shapes['FoundPlace'];
export type Way = Shapes['WayView'];
/** Whose reach: a unit's, or that of somebody who starts at a place. */
export type ReachFrom = { unitId: string } | { lat: number; lon: number; kind: 'foot' | 'car' };
export type Closure = Shapes['ClosureView'];
export type ClosureDraft = Shapes['ClosureDraft'];
