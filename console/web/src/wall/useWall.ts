import { useCallback, useState } from 'react';
import { useSession } from '../session/session';
import { wallOf, type Wall } from './layout';

/** This person's wall on this machine, kept from one visit to the next. */
export function useWall(): [Wall, (change: Partial<Wall>) => void] {
  const person = useSession((state) => state.session?.user.id ?? '');
  const key = `watchroom.wall.${person}`;
  const [wall, setWall] = useState(() => wallOf(localStorage.getItem(key)));
  const change = useCallback(
    (part: Partial<Wall>) =>
      setWall((held) => {
        const next = { ...held, ...part };
        localStorage.setItem(key, JSON.stringify(next));
        return next;
      }),
    [key],
  );
  return [wall, change];
}
