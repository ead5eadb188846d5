/** What a person types about a camera, and what of it goes to the room. */

import type { Camera, CameraChange, CameraDraft, Place } from '../shapes';

export const TRANSPORTS = ['tcp', 'udp'] as const;

export interface CameraForm {
  name: string;
  url: string;
  /** Its small stream; empty: none. */
  subUrl: string;
  transport: (typeof TRANSPORTS)[number];
  username: string;
  password: string;
  position: Place | null;
  bearingDeg: number;
  viewAngleDeg: number;
  rangeM: number;
  isRecorded: boolean;
  recordsAudio: boolean;
  retentionDays: number;
  reportsIntrusion: boolean;
}

export const NEW_CAMERA: CameraForm = {
  name: '', url: '', subUrl: '', transport: 'tcp', username: '', password: '', position: null, bearingDeg: 0,
  viewAngleDeg: 70, rangeM: 60, isRecorded: true, recordsAudio: false, retentionDays: 14, reportsIntrusion: true,
};

export function formOf(camera: Camera): CameraForm {
  return {
    name: camera.name, url: camera.address, subUrl: camera.sub_address ?? '', transport: camera.transport,
    username: '', password: '', position: camera.position, recordsAudio: camera.records_audio,
    bearingDeg: camera.bearing_deg ?? 0, viewAngleDeg: camera.view_angle_deg, rangeM: camera.range_m,
    isRecorded: camera.is_recorded, retentionDays: camera.retention_days, reportsIntrusion: true,
  };
}

/** The login as the room takes it: nothing typed is nothing said. */
export function loginOf(form: CameraForm): { username?: string; password?: string } {
  if (!form.username && !form.password) return {};
  return { username: form.username, password: form.password };
}

export function draftOf(form: CameraForm): CameraDraft {
  return {
    name: form.name.trim(), url: form.url.trim(), sub_url: form.subUrl.trim() || null, ...loginOf(form), ...placeOf(form),
    is_recorded: form.isRecorded, retention_days: form.retentionDays, reports_intrusion: form.reportsIntrusion,
    transport: form.transport, records_audio: form.recordsAudio,
  };
}

/** Only an address or a login that was typed anew goes along: sending the shown address would drop the sealed login. */
export function changeOf(form: CameraForm, camera: Camera): CameraChange {
  const url = form.url.trim();
  return {
    name: form.name.trim(), ...(url === camera.address ? {} : { url }), ...subOf(form, camera), ...loginOf(form), ...placeOf(form),
    is_recorded: form.isRecorded, retention_days: form.retentionDays, transport: form.transport,
    records_audio: form.recordsAudio,
  };
}

function placeOf(form: CameraForm) {
  const view = { view_angle_deg: form.viewAngleDeg, range_m: form.rangeM };
  return form.position ? { position: form.position, bearing_deg: form.bearingDeg, ...view } : view;
}

/** An empty text takes the small stream away; one that stands as it was is not sent. */
function subOf(form: CameraForm, camera: Camera): { sub_url?: string } {
  const subUrl = form.subUrl.trim();
  return subUrl === (camera.sub_address ?? '') ? {} : { sub_url: subUrl };
}

/** The host in a stream's address; empty where it has none. */
export function hostOf(address: string): string {
  return /^\w+:\/\/(\[[^\]]+\]|[^:/?#]+)/.exec(address)?.[1] ?? '';
}
