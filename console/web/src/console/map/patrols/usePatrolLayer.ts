import { useEffect, useMemo } from 'react';
import { useRoom } from '../../../state/store';
import { loadPatrols, usePatrols } from '../../patrols/store';
import type { RoomMap } from '../RoomMap';
import { patrolFeatures } from './features';

const SETTLE_MS = 250;

/** Draws beats, checkpoints and the planned round, and keeps what is known of patrols up to date with the journal. */
export function usePatrolLayer(map: RoomMap | null): void {
  const changedAt = useRoom((state) => state.room.patrolsChangedAt);
  const isLoaded = useRoom((state) => state.isLoaded);
  const { patrols, plan } = usePatrols();

  useEffect(() => {
    if (!isLoaded) return;
    const timer = setTimeout(() => void loadPatrols(), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [changedAt, isLoaded]);

  const features = useMemo(() => patrolFeatures(patrols, plan), [patrols, plan]);
  useEffect(() => map?.put('patrols', features), [map, features]);
}
