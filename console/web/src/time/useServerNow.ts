import { useRoom } from '../state/store';
import { useNow } from './useNow';

/** Milliseconds by the server's clock, renewed twice a second. */
export function useServerNow(): number {
  const offset = useRoom((state) => state.clockOffsetMs);
  return useNow() + offset;
}
