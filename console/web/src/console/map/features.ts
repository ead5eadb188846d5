import type { Feature, FeatureCollection } from 'geojson';
import type { Unit } from '../../api/shapes';
import type { Room } from '../../state/room';
import { isHealth, troublesByCamera } from '../../health/troubles';
import { incidentNumber } from '../incident/incidentNumber';
import { queueOf } from '../queue/queue';
import { drawingOf } from '../../ui/kinds/drawings';
import { severityRank } from '../severity';
import type { Selected } from '../selection';
import { isStale, type UnitMotion } from './motion';
import { circle, collection, point, viewOf } from './shapes';

/** The ground that cameras see. */
export function viewFeatures(room: Room, cameraId: string | null): FeatureCollection {
  const features: Feature[] = [];
  const troubles = troublesByCamera(Object.values(room.events));
  for (const camera of Object.values(room.cameras)) {
    const geometry = viewOf(camera);
    const isUp = camera.is_enabled && camera.status.state === 'online';
    const isTroubled = troubles.has(camera.id);
    if (geometry) features.push({ type: 'Feature', geometry, properties: { isUp, isTroubled, isSelected: camera.id === cameraId } });
  }
  return collection(features);
}

/** Cameras, diamonds and rings: all that stands still. */
export function standingFeatures(
  room: Room, selected: Selected | null, cameraId: string | null, kindWord: (kind: string, fallback: string) => string,
): FeatureCollection {
  const features: Feature[] = [];
  const troubles = troublesByCamera(Object.values(room.events));
  for (const camera of Object.values(room.cameras)) {
    if (!camera.position) continue;
    const state = camera.is_enabled && camera.status.state !== 'disabled' ? camera.status.state : 'disabled';
    const isSelected = camera.id === cameraId;
    const [trouble] = troubles.get(camera.id) ?? [];
    const look = trouble && state === 'online' ? 'troubled' : state;
    const label = trouble ? `${camera.name}\n▲ ${kindWord(trouble.kind, trouble.title)}` : camera.name;
    features.push(point(camera.position, {
      kind: 'camera', id: camera.id, label, icon: `camera-${look}${isSelected ? '-selected' : ''}`,
      order: isSelected ? 20 : 10,
    }));
  }
  for (const { head, events, severity } of queueOf(Object.values(room.events))) {
    if (isHealth(head.kind)) continue; // shown on the camera itself
    const cameraPlace = room.cameras[head.camera_id ?? '']?.position;
    const place = head.position_is_measured ? (head.position ?? cameraPlace) : (cameraPlace ?? head.position);
    if (!place) continue;
    const isSelected = selected?.kind === 'event' && events.some((event) => event.id === selected.id);
    features.push(point(place, {
      kind: 'event', id: head.id, label: '', icon: `event-${severity}${drawingOf(head.kind) ? `-${head.kind}` : ''}${isSelected ? '-selected' : ''}`,
      order: 40 + severityRank(severity), isLifted: !head.position_is_measured,
    }));
  }
  for (const incident of Object.values(room.incidents)) {
    if (!incident.position || incident.state === 'closed') continue;
    const isSelected = selected?.kind === 'incident' && selected.id === incident.id;
    features.push(point(incident.position, {
      kind: 'incident', id: incident.id, label: incidentNumber(incident.number),
      icon: `incident-${incident.severity}${isSelected ? '-selected' : ''}`, order: 30 + severityRank(incident.severity),
    }));
  }
  return collection(features);
}

/** Units where they are drawn now: their accuracy on the ground, and themselves. */
export function unitFeatures(
  units: readonly Unit[], motion: UnitMotion, selected: Selected | null, nowMs: number, serverMs: number,
  inPanic: ReadonlySet<string> = new Set(),
): FeatureCollection {
  const features: Feature[] = [];
  for (const unit of units) {
    const place = motion.place(unit, nowMs);
    if (!place || !unit.fix || unit.status === 'off_duty') continue;
    const stale = isStale(unit.fix, serverMs);
    const isSelected = selected?.kind === 'unit' && selected.id === unit.id;
    const radiusM = unit.fix.accuracy_m ?? 0;
    const isInPanic = inPanic.has(unit.id);
    if (radiusM > 5 && (isSelected || isInPanic)) features.push({ type: 'Feature', geometry: circle(place, radiusM), properties: { kind: 'accuracy' } });
    const look = isInPanic ? 'panic' : stale ? 'stale' : unit.status;
    const isHeading = !stale && (unit.fix.speed_mps ?? 0) > 0.5 && unit.fix.course_deg !== null;
    features.push(point(place, {
      kind: 'unit', id: unit.id, label: isInPanic ? `${unit.callsign} SOS` : unit.callsign, stale, order: isInPanic ? 1 : 0, isInPanic, icon: `unit-${look}${isSelected ? '-selected' : ''}`,
      heading: isHeading ? unit.fix.course_deg : -1,
    }));
  }
  return collection(features);
}
