import { useEffect, useState, type RefObject } from 'react';

/** Whether an element can be seen: on screen, in a tab that is in front. What nobody sees need not play. */
export function useOnScreen(element: RefObject<HTMLElement | null>): boolean {
  const [isWithin, setWithin] = useState(false);
  const [isInFront, setInFront] = useState(!document.hidden);

  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver((entries) => setWithin(entries.some((entry) => entry.isIntersecting)));
    observer.observe(element.current);
    const change = () => setInFront(!document.hidden);
    document.addEventListener('visibilitychange', change);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', change);
    };
  }, [element]);

  return isWithin && isInFront;
}
