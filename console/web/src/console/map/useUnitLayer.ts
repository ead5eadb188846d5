import { useEffect, useMemo, useRef } from 'react';
import { serverNow, useRoom } from '../../state/store';
import type { Selected } from '../selection';
import { unitFeatures } from './features';
import { UnitMotion } from './motion';
import type { RoomMap } from './RoomMap';

const REDRAW_STILL_MS = 5_000;
const FRAME_MS = 60;

/** Draws the units, gliding while any of them moves, and now and then while none does (positions grow stale). */
export function useUnitLayer(map: RoomMap | null, selected: Selected | null): void {
  const unitsById = useRoom((state) => state.room.units);
  const units = useMemo(() => Object.values(unitsById), [unitsById]);
  const panics = useRoom((state) => state.room.panics);
  const inPanic = useMemo(() => new Set(Object.values(panics).map((panic) => panic.unit_id)), [panics]);
  const motion = useRef(new UnitMotion());

  useEffect(() => {
    if (!map) return;
    motion.current.update(units, performance.now());
    let frame = 0;
    let lastMs = 0;
    const draw = (nowMs: number) => {
      if (nowMs - lastMs >= FRAME_MS) {
        lastMs = nowMs;
        map.put('units', unitFeatures(units, motion.current, selected, nowMs, serverNow(), inPanic));
        if (!motion.current.isMoving(nowMs)) return;
      }
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    const still = setInterval(() => {
      frame = requestAnimationFrame(draw);
    }, REDRAW_STILL_MS);
    return () => {
      cancelAnimationFrame(frame);
      clearInterval(still);
    };
  }, [map, units, selected, inPanic]);
}
