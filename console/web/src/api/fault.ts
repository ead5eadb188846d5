import type { components } from './types';

export type FaultKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'limited'
  | 'unavailable'
  | 'corrupt'
  | 'offline';

const KINDS: readonly FaultKind[] = [
  'invalid', 'unauthenticated', 'forbidden', 'not_found', 'conflict', 'limited', 'unavailable', 'corrupt', 'offline',
];

const KIND_OF_STATUS: Record<number, FaultKind> = {
  400: 'invalid', 401: 'unauthenticated', 403: 'forbidden', 404: 'not_found', 409: 'conflict', 413: 'limited',
  422: 'invalid', 429: 'limited',
};

/** A refused or failed request. `message` is the server's own word on what failed, which one and what to do. */
export class ApiFault extends Error {
  readonly kind: FaultKind;
  readonly status: number;

  constructor(kind: FaultKind, status: number, message: string) {
    super(message);
    this.name = 'ApiFault';
    this.kind = kind;
    this.status = status;
  }
}

type Problem = components['schemas']['Problem'];

/** The fault that a body and status stand for; understands RFC 9457 and a validation list, and survives neither. */
export function faultOf(body: unknown, status: number): ApiFault {
  const kind = KIND_OF_STATUS[status] ?? (status >= 500 ? 'unavailable' : 'invalid');
  if (typeof body !== 'object' || body === null) return new ApiFault(kind, status, typeof body === 'string' ? body : '');
  const problem = body as Partial<Problem>;
  const named = KINDS.find((known) => known === problem.kind) ?? kind;
  return new ApiFault(named, status, wordsOf(problem.detail));
}

function wordsOf(detail: unknown): string {
  if (typeof detail === 'string') return detail;
  if (!Array.isArray(detail)) return '';
  return detail
    .map((one: { loc?: unknown[]; msg?: string }) => `${(one.loc ?? []).slice(1).join('.')}: ${one.msg ?? ''}`)
    .join('; ');
}

/** Any thrown thing as a fault; a failed connection becomes `offline`. */
export function asFault(thrown: unknown): ApiFault {
  if (thrown instanceof ApiFault) return thrown;
  return new ApiFault('offline', 0, thrown instanceof Error ? thrown.message : String(thrown));
}
