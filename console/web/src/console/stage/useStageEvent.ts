import type { WatchEvent } from '../../api/shapes';
import { useRoom } from '../../state/store';
import { useSelection } from '../selection';

/** The event that the stage is about: the selected one, or the first of the selected incident. */
export function useStageEvent(): WatchEvent | null {
  const selected = useSelection((state) => state.selected);
  return useRoom(({ room }) => {
    if (selected?.kind === 'event') return room.events[selected.id] ?? null;
    if (selected?.kind !== 'incident') return null;
    return room.events[room.incidents[selected.id]?.event_ids[0] ?? ''] ?? null;
  });
}
