import { useEffect, useState } from 'react';
import { allowSiren, isSirenAllowed, wail } from './siren';

const AGAIN_MS = 4_000;

/** Sounds the siren again and again while `isOn`. Answers whether the browser lets it be heard. */
export function useSiren(isOn: boolean): boolean {
  const [isAllowed, setAllowed] = useState(isSirenAllowed);
  useEffect(() => {
    const touch = () => {
      allowSiren();
      setTimeout(() => setAllowed(isSirenAllowed()), 100); // the context starts a moment after the touch
    };
    document.addEventListener('pointerdown', touch);
    document.addEventListener('keydown', touch);
    return () => {
      document.removeEventListener('pointerdown', touch);
      document.removeEventListener('keydown', touch);
    };
  }, []);
  useEffect(() => {
    if (!isOn || !isAllowed) return;
    wail();
    const again = setInterval(wail, AGAIN_MS);
    return () => clearInterval(again);
  }, [isOn, isAllowed]);
  return isAllowed;
}
