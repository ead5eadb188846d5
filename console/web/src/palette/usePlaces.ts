import { useEffect, useState } from 'react';
import { placesFor } from '../console/map/roads/asks';
import type { FoundPlace } from '../console/map/roads/shapes';

const WAIT_MS = 180;
const SHORTEST = 2;

/** Streets, addresses and places of the imported map by this name; none where no map is imported. */
export function usePlaces(query: string): readonly FoundPlace[] {
  const [found, setFound] = useState<{ query: string; places: FoundPlace[] }>({ query: '', places: [] });
  const text = query.trim();
  useEffect(() => {
    if (text.length < SHORTEST) return;
    let isHere = true;
    const show = (places: FoundPlace[]) => isHere && setFound({ query: text, places });
    const timer = setTimeout(() => void placesFor(text).then(show, () => show([])), WAIT_MS);
    return () => {
      isHere = false;
      clearTimeout(timer);
    };
  }, [text]);
  return text.length < SHORTEST ? [] : found.places;
}
