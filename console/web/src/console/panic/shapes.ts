import type { components } from '../../api/types';

export type Panic = components['schemas']['PanicView'];
