/** Short names for the generated shapes. */
import type { components } from '../../../api/types';

type Shapes = components['schemas'];

export type Pursuit = Shapes['PursuitView'];
export type PursuitBlock = Shapes['PursuitBlock'];
export type PursuitCamera = Shapes['PursuitCamera'];
