import { useEffect, useState } from 'react';
import { useRoom } from '../../../state/store';
import { importedMap } from './asks';
import type { ImportedMap } from './shapes';

/** The imported map; null: there is none; undefined: not known yet. Asked anew when another is imported. */
export function useImportedMap(): ImportedMap | null | undefined {
  const changedAt = useRoom((state) => state.room.mapChangedAt);
  const [map, setMap] = useState<ImportedMap | null | undefined>(undefined);
  useEffect(() => {
    let isHere = true;
    importedMap().then(
      (came) => isHere && setMap(came),
      () => isHere && setMap((held) => held ?? null),
    );
    return () => {
      isHere = false;
    };
  }, [changedAt]);
  return map;
}
