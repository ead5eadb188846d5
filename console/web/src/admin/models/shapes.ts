/** The shapes of detection models, from the generated types. */

import type { components } from '../../api/types';

type Schemas = components['schemas'];

export type Models = Schemas['ModelsView'];
export type Model = Schemas['ModelView'];
