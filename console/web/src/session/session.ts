import { create } from 'zustand';
import { api, setCsrfToken, take } from '../api/client';
import { asFault, type ApiFault } from '../api/fault';
import type { SessionShape } from '../api/shapes';

interface SessionStore {
  /** `unknown` until the server was asked. */
  status: 'unknown' | 'signed_out' | 'signed_in' | 'unreachable';
  session: SessionShape | null;
  fault: ApiFault | null;
}

export const useSession = create<SessionStore>(() => ({ status: 'unknown', session: null, fault: null }));

function enter(session: SessionShape): SessionShape {
  setCsrfToken(session.csrf_token);
  useSession.setState({ status: 'signed_in', session, fault: null });
  return session;
}

function leave(): void {
  setCsrfToken(null);
  useSession.setState({ status: 'signed_out', session: null, fault: null });
}

/** Ask who is signed in. */
export async function loadSession(): Promise<void> {
  try {
    enter(await take(api.GET('/api/session')));
  } catch (thrown) {
    const fault = asFault(thrown);
    if (fault.kind === 'unauthenticated' || fault.kind === 'forbidden') leave();
    else useSession.setState({ status: 'unreachable', fault });
  }
}

/** Throws an `ApiFault` when refused. */
export async function signIn(username: string, password: string): Promise<SessionShape> {
  return enter(await take(api.POST('/api/session', { body: { username, password } })));
}

/** Sign in as a unit with its device token. Throws an `ApiFault` when refused. */
export async function signInWithDevice(token: string): Promise<SessionShape> {
  return enter(await take(api.POST('/api/session/device', { body: { token } })));
}

export async function signOut(): Promise<void> {
  try {
    await take(api.DELETE('/api/session'));
  } finally {
    leave();
  }
}

/** The server no longer knows us: back to the sign-in page. */
export function sessionEnded(): void {
  leave();
}

/** Whether the signed-in person holds a permission. */
export function usePermission(permission: string): boolean {
  return useSession((state) => state.session?.permissions.includes(permission) ?? false);
}

/** The room's IANA time zone; every shown time names it. */
export function useZone(): string {
  return useSession((state) => state.session?.time_zone ?? 'UTC');
}
