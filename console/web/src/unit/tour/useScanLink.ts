import { useEffect } from 'react';
import { prove } from './store';

const MARK = '#checkpoint=';

/** The system's own camera opens the link of a QR code: the code in it is a proof, taken once. */
export function useScanLink(): void {
  useEffect(() => {
    const read = () => {
      if (!window.location.hash.startsWith(MARK)) return;
      const code = window.location.hash.slice(MARK.length);
      history.replaceState(null, '', window.location.pathname + window.location.search);
      prove('qr', { code });
    };
    read();
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);
}
