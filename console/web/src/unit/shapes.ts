/** The shapes that the phone page uses, from the generated types. */

import type { components } from '../api/types';

type Schemas = components['schemas'];

export type UnitHome = Schemas['UnitHome'];
export type Unit = Schemas['UnitView'];
export type UnitStatus = Schemas['UnitStatus'];
export type Order = Schemas['OrderView'];
export type OrderState = Schemas['OrderState'];
export type OrderStep = Schemas['OrderStep'];
export type Incident = Schemas['IncidentView'];
export type Severity = Schemas['Severity'];
export type Message = Schemas['MessageView'];
export type Panic = Schemas['PanicView'];
export type Place = Schemas['Place'];
export type FixDraft = Schemas['FixDraft'];
export type DeclineCode = NonNullable<NonNullable<Order['ending']>['code']>;
export type StreamEntry = Schemas['StreamEntry'];
export type Session = Schemas['SessionView'];
