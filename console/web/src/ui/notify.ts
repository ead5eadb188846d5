import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { asFault } from '../api/fault';

/** A toast for a refused action: what was tried, why not, what to do. */
export function tellFault(what: string, thrown: unknown): void {
  const fault = asFault(thrown);
  const why = fault.kind === 'offline' ? '' : fault.message;
  const advice = i18next.t(`common:fault.${fault.kind}`);
  notifications.show({ title: what, message: why ? `${why} — ${advice}` : advice, color: 'red', autoClose: 8000 });
}

/** A toast for something worth knowing. */
export function tell(message: string): void {
  notifications.show({ message, autoClose: 4000 });
}
