/** The shapes that the export pages use, from the generated types. */

import type { components } from '../api/types';

type Schemas = components['schemas'];

export type Export = Schemas['ExportView'];
export type ExportDraft = Schemas['ExportDraft'];
export type ExportState = Export['state'];
export type EvidenceKey = Schemas['EvidenceKeyView'];
