import { useEffect } from 'react';
import { hurryCamera, leaveCamera, stopCamera } from './publisher';

/** While a unit is signed in: the camera goes on over sleep and dead spots, and ends with the session. */
export function useCameraDuty(): void {
  useEffect(() => {
    const back = () => document.visibilityState === 'visible' && hurryCamera();
    document.addEventListener('visibilitychange', back);
    window.addEventListener('online', hurryCamera);
    window.addEventListener('pagehide', leaveCamera);
    return () => {
      document.removeEventListener('visibilitychange', back);
      window.removeEventListener('online', hurryCamera);
      window.removeEventListener('pagehide', leaveCamera);
      stopCamera();
    };
  }, []);
}
