/** What the set-up pages ask of the room. Every function throws an `ApiFault` when refused. */

import { api, take } from '../api/client';
import type {
  Camera, CameraChange, CameraDraft, CameraProbe, CameraProbeResult, Device, DeviceToken, Plan, PlanDraft, Scene, System,
  Unit, UnitDraft, UnitStatus, User, UserChange, UserDraft,
} from './shapes';

const camera = (camera_id: string) => ({ params: { path: { camera_id } } });
const unit = (unit_id: string) => ({ params: { path: { unit_id } } });

export const listCameras = (): Promise<Camera[]> => take(api.GET('/api/cameras'));
export const getCamera = (id: string): Promise<Camera> => take(api.GET('/api/cameras/{camera_id}', camera(id)));
export const probeCamera = (body: CameraProbe): Promise<CameraProbeResult> => take(api.POST('/api/cameras/probe', { body }));
export const addCamera = (body: CameraDraft): Promise<Camera> => take(api.POST('/api/cameras', { body }));
export const changeCamera = (id: string, body: CameraChange): Promise<Camera> =>
  take(api.PATCH('/api/cameras/{camera_id}', { ...camera(id), body }));
export async function removeCamera(id: string): Promise<void> {
  await take(api.DELETE('/api/cameras/{camera_id}', camera(id)));
}

export const getScene = (id: string): Promise<Scene> => take(api.GET('/api/cameras/{camera_id}/scene', camera(id)));
export const saveScene = (id: string, body: Scene): Promise<Scene> =>
  take(api.PUT('/api/cameras/{camera_id}/scene', { ...camera(id), body }));

export const listUnits = (): Promise<Unit[]> => take(api.GET('/api/units'));
export const addUnit = (body: UnitDraft): Promise<Unit> => take(api.POST('/api/units', { body }));
export const changeUnit = (id: string, body: UnitDraft): Promise<Unit> =>
  take(api.PATCH('/api/units/{unit_id}', { ...unit(id), body }));
export const setUnitStatus = (id: string, status: UnitStatus): Promise<Unit> =>
  take(api.POST('/api/units/{unit_id}/status', { ...unit(id), body: { status } }));
export async function revokeTokens(id: string): Promise<void> {
  await take(api.DELETE('/api/units/{unit_id}/device', unit(id)));
}
export const issueToken = (id: string): Promise<DeviceToken> => take(api.POST('/api/units/{unit_id}/device', unit(id)));

const device = (device_id: string) => ({ params: { path: { device_id } } });
export const listDevices = (): Promise<Device[]> => take(api.GET('/api/devices'));
export const joinDevice = (id: string, unit_id: string): Promise<Device> =>
  take(api.POST('/api/devices/{device_id}/join', { ...device(id), body: { unit_id } }));
export const refuseDevice = (id: string): Promise<Device> => take(api.POST('/api/devices/{device_id}/refuse', device(id)));
export async function forgetDevice(id: string): Promise<void> {
  await take(api.DELETE('/api/devices/{device_id}', device(id)));
}

export const listPlans = (): Promise<Plan[]> => take(api.GET('/api/response-plans'));
export const addPlan = (body: PlanDraft): Promise<Plan> => take(api.POST('/api/response-plans', { body }));
export const replacePlan = (plan_id: string, body: PlanDraft): Promise<Plan> =>
  take(api.PUT('/api/response-plans/{plan_id}', { params: { path: { plan_id } }, body }));
export async function removePlan(plan_id: string): Promise<void> {
  await take(api.DELETE('/api/response-plans/{plan_id}', { params: { path: { plan_id } } }));
}

export const listUsers = (): Promise<User[]> => take(api.GET('/api/users'));
export const addUser = (body: UserDraft): Promise<User> => take(api.POST('/api/users', { body }));
export const changeUser = (user_id: string, body: UserChange): Promise<User> =>
  take(api.PATCH('/api/users/{user_id}', { params: { path: { user_id } }, body }));

export const getSystem = (): Promise<System> => take(api.GET('/api/system'));
