/** The shapes of steering, from the generated types. */
import type { components } from '../../../api/types';

type Shapes = components['schemas'];

export type OnvifState = Shapes['OnvifState'];
export type Preset = Shapes['PresetView'];
export type Tour = Shapes['TourView'];
