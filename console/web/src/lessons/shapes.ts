/** Short names for the generated shapes of lessons. */
import type { components } from '../api/types';

type Shapes = components['schemas'];

export type Lesson = Shapes['LessonView'];
export type RulePrecision = Shapes['RulePrecision'];
export type Precision = Shapes['PrecisionView'];
