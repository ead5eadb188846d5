import type { components } from '../../api/types';

export type Message = components['schemas']['MessageView'];
