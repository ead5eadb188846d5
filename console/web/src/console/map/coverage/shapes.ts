/** Short names for the generated shapes. */
import type { components } from '../../../api/types';

type Shapes = components['schemas'];

export type Coverage = Shapes['CoverageView'];
export type PlaceCover = Shapes['PlaceCoverView'];
export type PlaceDraft = Shapes['ProtectedPlaceDraft'];
export type MoveUp = Shapes['MoveUpView'];
export type UnitKind = Shapes['UnitKind'];
