import { selectIncident, selectUnit, showPlace } from '../selection';
import type { Panic } from './shapes';

/** Shows the unit on the map and in the stage. */
export function showPanic(panic: Panic): void {
  selectUnit(panic.unit_id);
  showPlace('map');
}

/** Opens the incident, from which help is sent. */
export function showHelp(panic: Panic): void {
  selectIncident(panic.incident_id);
  showPlace('stage');
}
