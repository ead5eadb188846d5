/** What the set-up pages ask about ONVIF. Every function throws an `ApiFault` when refused. */
import { api, take } from '../../api/client';
import type { CameraReport, DeviceReading, FoundCamera, OnvifState, Preset, Tour, TourStop } from './shapes';

const camera = (camera_id: string) => ({ params: { path: { camera_id } } });

export const findCameras = (host: string): Promise<FoundCamera[]> =>
  take(api.POST('/api/onvif/discover', { body: { host: host || null, within_s: 3 } }));
export const readDevice = (device_url: string, username: string, password: string): Promise<DeviceReading> =>
  take(api.POST('/api/onvif/read', { body: { device_url, username, password } }));

export const onvifOf = (id: string): Promise<OnvifState> => take(api.GET('/api/cameras/{camera_id}/onvif', camera(id)));
export const setOnvif = (
  id: string, device_url: string, follows: CameraReport[], video_source: string | null = null,
): Promise<OnvifState> =>
  take(api.PUT('/api/cameras/{camera_id}/onvif', { ...camera(id), body: { device_url, follows, video_source } }));
export async function removeOnvif(id: string): Promise<void> {
  await take(api.DELETE('/api/cameras/{camera_id}/onvif', camera(id)));
}

export const presetsOf = (id: string): Promise<Preset[]> =>
  take(api.GET('/api/cameras/{camera_id}/ptz/presets', camera(id)));
export const setTour = (id: string, stops: TourStop[], resume_after_s: number, is_on: boolean): Promise<Tour> =>
  take(api.PUT('/api/cameras/{camera_id}/ptz/tour', { ...camera(id), body: { stops, resume_after_s, is_on } }));
