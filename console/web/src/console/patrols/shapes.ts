import type { components } from '../../api/types';

type Shapes = components['schemas'];

export type Patrols = Shapes['PatrolsView'];
export type Beat = Shapes['BeatView'];
export type Checkpoint = Shapes['CheckpointView'];
export type CheckpointCode = Shapes['CheckpointCode'];
export type Tour = Shapes['PatrolTourView'];
export type TourDraft = Shapes['PatrolTourDraft'];
export type TourPlan = Shapes['TourPlanView'];
export type TourRun = Shapes['RunView'];
export type CameraTour = Shapes['CameraTourView'];
export type Heat = Shapes['HeatView'];
export type HeatCell = Shapes['HeatCell'];
