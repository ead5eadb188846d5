/** The device link `/unit#token=...`: the token is taken out of the address bar before anything else happens. */

import { useEffect, useRef, useState } from 'react';
import { asFault, type ApiFault } from '../api/fault';
import { signInWithDevice } from '../session/session';

interface DeviceSignIn {
  isBusy: boolean;
  fault: ApiFault | null;
}

/** Signs in with the token of the address, once; the token is kept nowhere. */
export function useDeviceToken(): DeviceSignIn {
  const [token, setToken] = useState(takeToken);
  const [fault, setFault] = useState<ApiFault | null>(null);

  useEffect(() => {
    // A link opened while the page is already open changes only the hash.
    const onHash = () => setToken((known) => takeToken() ?? known);
    window.addEventListener('hashchange', onHash);
    return () => window.removeEventListener('hashchange', onHash);
  }, []);

  const tried = useRef<string | null>(null);
  useEffect(() => {
    if (!token || tried.current === token) return;
    tried.current = token;
    signInWithDevice(token)
      .then(() => setFault(null))
      .catch((thrown: unknown) => setFault(asFault(thrown)))
      .finally(() => setToken(null));
  }, [token]);

  return { isBusy: token !== null, fault };
}

function takeToken(): string | null {
  const token = tokenOf(window.location.hash);
  if (token) window.history.replaceState(null, '', window.location.pathname);
  return token;
}

/** The token in a hash such as `#token=abc`. */
export function tokenOf(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token') || null;
}
