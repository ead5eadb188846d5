/** The shapes of ONVIF devices, from the generated types. */
import type { components } from '../../api/types';

type Schemas = components['schemas'];

export type FoundCamera = Schemas['FoundCamera'];
export type DeviceReading = Schemas['DeviceReading'];
export type DeviceChannel = Schemas['DeviceChannel'];
export type StreamProfile = Schemas['StreamProfile'];
export type OnvifState = Schemas['OnvifState'];
export type OnvifDevice = Schemas['OnvifView'];
export type CameraReport = Schemas['CameraReport'];
export type Preset = Schemas['PresetView'];
export type Tour = Schemas['TourView'];
export type TourStop = Schemas['TourStop'];
