/** What steering asks the server for. */
import { api, take } from '../../../api/client';
import type { OnvifState, Preset, Tour } from './shapes';
import type { Velocity } from './velocity';

const camera = (camera_id: string) => ({ params: { path: { camera_id } } });
const preset = (camera_id: string, token: string) => ({ params: { path: { camera_id, token } } });

export const onvifOf = (id: string): Promise<OnvifState> => take(api.GET('/api/cameras/{camera_id}/onvif', camera(id)));

export async function move(id: string, grip: string, velocity: Velocity): Promise<void> {
  await take(api.POST('/api/cameras/{camera_id}/ptz/move', { ...camera(id), body: { grip, ...velocity } }));
}
export async function letGo(id: string, grip: string): Promise<void> {
  await take(api.POST('/api/cameras/{camera_id}/ptz/stop', { ...camera(id), body: { grip } }));
}

export const presetsOf = (id: string): Promise<Preset[]> =>
  take(api.GET('/api/cameras/{camera_id}/ptz/presets', camera(id)));
export const savePreset = (id: string, name: string): Promise<Preset> =>
  take(api.POST('/api/cameras/{camera_id}/ptz/presets', { ...camera(id), body: { name } }));
export async function removePreset(id: string, token: string): Promise<void> {
  await take(api.DELETE('/api/cameras/{camera_id}/ptz/presets/{token}', preset(id, token)));
}
export async function goToPreset(id: string, token: string): Promise<void> {
  await take(api.POST('/api/cameras/{camera_id}/ptz/presets/{token}/go', preset(id, token)));
}

export const switchTour = (id: string, isOn: boolean): Promise<Tour> =>
  take(
    isOn
      ? api.POST('/api/cameras/{camera_id}/ptz/tour/start', camera(id))
      : api.POST('/api/cameras/{camera_id}/ptz/tour/stop', camera(id)),
  );
