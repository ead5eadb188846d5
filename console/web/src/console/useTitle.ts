import { useTranslation } from 'react-i18next';
import type { Incident, WatchEvent } from '../api/shapes';
import { useRoom } from '../state/store';
import { useKindWord } from './useKindWord';

/** An event in the person's language: its kind and what was seen. */
export function useEventTitle(): (event: WatchEvent) => string {
  const { t } = useTranslation();
  const kindWord = useKindWord();
  return (event) => {
    const kind = kindWord(event.kind, event.title);
    if (!event.object_class || event.object_class === 'unknown') return kind;
    return `${kind} · ${t(`console:class.${event.object_class}`, { defaultValue: event.object_class })}`;
  };
}

/** What a person wrote stays; a title taken from the event is said in the person's language. */
export function useIncidentTitle(incident: Incident | undefined): string {
  const event = useRoom((state) => state.room.events[incident?.event_ids[0] ?? '']);
  const eventTitle = useEventTitle();
  if (!incident) return '';
  return event && event.title === incident.title ? eventTitle(event) : incident.title;
}
