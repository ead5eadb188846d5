import createClient from 'openapi-fetch';
import { ApiFault, asFault, faultOf } from './fault';
import type { paths } from './types';

let csrfToken: string | null = null;

/** Remember the token that goes with every change; null when signed out. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** Headers for a change made without `api`, such as an upload. */
export function changeHeaders(): Record<string, string> {
  return csrfToken ? { 'X-CSRF-Token': csrfToken } : {};
}

export const api = createClient<paths>({ baseUrl: '', credentials: 'same-origin' });

api.use({
  onRequest({ request }) {
    if (request.method !== 'GET' && csrfToken) request.headers.set('X-CSRF-Token', csrfToken);
    return request;
  },
});

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The data of an answer, or an `ApiFault` thrown. Use: `await take(api.GET('/api/units'))`. */
export async function take<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  let answer: Answer<Data>;
  try {
    answer = await asked;
  } catch (thrown) {
    throw asFault(thrown);
  }
  if (!answer.response.ok) throw faultOf(answer.error, answer.response.status);
  return answer.data as Data;
}

/** A plain request (upload, media negotiation) with the same faults; returns the response when it is fine. */
export async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      credentials: 'same-origin',
      ...init,
      headers: { ...changeHeaders(), ...(init.headers as Record<string, string> | undefined) },
    });
  } catch (thrown) {
    throw asFault(thrown);
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => '');
  throw faultOf(body, response.status);
}

export { ApiFault };
