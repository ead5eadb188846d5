/** The shapes that the set-up pages use, from the generated types. */

import type { components } from '../api/types';

type Schemas = components['schemas'];

export type Camera = Schemas['CameraView'];
export type CameraDraft = Schemas['CameraDraft'];
export type CameraChange = Schemas['CameraChange'];
export type CameraProbe = Schemas['CameraProbe'];
export type CameraProbeResult = Schemas['CameraProbeResult'];
export type Scene = Schemas['SceneView'];
export type PlacePair = Schemas['PlacePair'];
export type Zone = Schemas['Zone'];
export type Tripwire = Schemas['Tripwire'];
export type Rule = Schemas['Rule'];
export type PicturePoint = Schemas['PicturePoint'];
export type Place = Schemas['Place'];
export type Severity = Schemas['Severity'];
export type Unit = Schemas['UnitView'];
export type Device = Schemas['DeviceView'];
export type UnitDraft = Schemas['UnitDraft'];
export type UnitKind = Schemas['UnitKind'];
export type UnitStatus = Schemas['UnitStatus'];
export type DeviceToken = Schemas['DeviceTokenView'];
export type Plan = Schemas['ResponsePlanView'];
export type PlanDraft = Schemas['ResponsePlanDraft'];
export type User = Schemas['UserView'];
export type UserDraft = Schemas['UserDraft'];
export type UserChange = Schemas['UserChange'];
export type Role = Schemas['Role'];
export type System = Schemas['SystemView'];
export type Host = Schemas['HostView'];
