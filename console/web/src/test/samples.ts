import type { Camera, Fix, Incident, Order, StreamEntry, Unit, WatchEvent } from '../api/shapes';

/** Ready-made shapes for tests; `change` says what matters to the test. */
export function sampleEvent(change: Partial<WatchEvent> = {}): WatchEvent {
  return {
    id: 'e1', camera_id: 'c1', rule_id: 'r1', kind: 'intrusion', title: 'Intrusion', severity: 'medium', phase: 'closed',
    opened_at: '2026-03-01T02:00:00Z', updated_at: '2026-03-01T02:00:05Z', closed_at: '2026-03-01T02:00:05Z',
    object_class: 'person', direction: null, confidence: 0.8, box: null, path: [], position: null,
    position_is_measured: false, clip_start: '2026-03-01T01:59:55Z', clip_end: '2026-03-01T02:00:10Z',
    has_snapshot: true, count: 1, verdict: 'none', verdict_reason: null, verdict_by: null, verdict_at: null,
    incident_id: null, ...change,
  };
}

export function sampleCamera(change: Partial<Camera> = {}): Camera {
  return {
    id: 'c1', name: 'Depot gate', address: 'pattern:gate', sub_address: null, transport: 'tcp', records_audio: false, has_credentials: false, position: { lat: 1.3, lon: 103.8 },
    bearing_deg: 90, view_angle_deg: 70, range_m: 60, ground_view: [], is_enabled: true, is_recorded: true,
    retention_days: 14, created_at: '2026-03-01T00:00:00Z',
    status: { state: 'online', since: '2026-03-01T00:00:00Z', reason: null, codec: 'h264', width: 1280, height: 720 },
    ...change,
  };
}

export function sampleFix(change: Partial<Fix> = {}): Fix {
  return {
    position: { lat: 1.3, lon: 103.8 }, at: '2026-03-01T02:00:00Z', received_at: '2026-03-01T02:00:01Z', accuracy_m: 8,
    speed_mps: 4, course_deg: 10, source: 'phone', battery_percent: 80, is_mock: false, ...change,
  };
}

export function sampleUnit(change: Partial<Unit> = {}): Unit {
  return {
    id: 'u1', callsign: 'P-12', kind: 'car', crew: [], status: 'available', status_since: '2026-03-01T00:00:00Z',
    fix: sampleFix(), order_ids: [], phone_connected: true, created_at: '2026-03-01T00:00:00Z', reservation: null, ...change,
  };
}

export function sampleIncident(change: Partial<Incident> = {}): Incident {
  return {
    id: 'i1', number: 231, title: 'Intrusion at Depot gate', kind: 'intrusion', severity: 'high', state: 'accepted',
    position: { lat: 1.3, lon: 103.8 }, camera_id: 'c1', event_ids: ['e1'], order_ids: [],
    opened_at: '2026-03-01T02:00:20Z', opened_by: 'Lin', taken_by: null, accepted_at: null, closed_at: null,
    disposition: null, notes: [], plan_id: null, sending: null, links: [], checks: [], ...change,
  };
}

export function sampleOrder(change: Partial<Order> = {}): Order {
  return {
    id: 'o1', incident_id: 'i1', unit_id: 'u1', callsign: 'P-12', state: 'sent', severity: 'high', instruction: '',
    position: null, sent_at: '2026-03-01T02:01:00Z', sent_by: 'Lin', steps: [], ladder: [], escalations: [],
    next_escalation_at: null, ended_reason: null, report: null, ending: null, handed_from: null, arrival: null, ...change,
  };
}

export function sampleEntry(sequence: number, kind: string, subject: string, data: object): StreamEntry {
  return {
    sequence, at: '2026-03-01T02:00:00Z', kind, subject, actor: { id: 'a', name: 'Lin' },
    data: data as StreamEntry['data'],
  };
}
