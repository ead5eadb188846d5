/** Short names for the generated shapes. */
import type { components } from './types';

type Shapes = components['schemas'];

export type Camera = Shapes['CameraView'];
export type CameraState = Camera['status']['state'];
export type Place = Shapes['Place'];
export type PictureBox = Shapes['PictureBox'];
export type PicturePoint = Shapes['PicturePoint'];
export type WatchEvent = Shapes['EventView'];
export type Severity = WatchEvent['severity'];
export type DismissReason = Shapes['DismissReason'];
export type Incident = Shapes['IncidentView'];
export type IncidentState = Incident['state'];
export type Order = Shapes['OrderView'];
export type OrderState = Order['state'];
export type OrderStep = Shapes['OrderStep'];
export type Unit = Shapes['UnitView'];
export type UnitStatus = Unit['status'];
export type UnitKind = Unit['kind'];
export type Fix = Shapes['FixView'];
export type RankedUnit = Shapes['RankedUnit'];
export type Recommendation = Shapes['Recommendation'];
export type Span = Shapes['SpanView'];
export type Timeline = Shapes['TimelineView'];
export type RoomState = Shapes['RoomState'];
export type StreamEntry = Shapes['StreamEntry'];
export type TrackBox = Shapes['TrackBox'];
export type TrackBoxes = Shapes['TrackBoxes'];
export type UnitPositions = Shapes['UnitPositions'];
export type SessionShape = Shapes['SessionView'];
export type User = Shapes['UserView'];
export type Role = User['roles'][number];
