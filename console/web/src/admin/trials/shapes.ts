/** The shapes of trials, from the generated types. */

import type { components } from '../../api/types';

type Schemas = components['schemas'];

export type Trial = Schemas['TrialDetail'];
export type TrialDraft = Schemas['TrialDraft'];
export type TrialSummary = Schemas['TrialView'];
export type TrialFinding = Schemas['TrialFinding'];
export type TrialRule = Schemas['TrialRule'];
export type TrialHour = Schemas['TrialHour'];
