/** What a review page's address says. */
export interface ReviewAddress {
  cameraIds: string[];
  atMs: number | null;
}

export function readAddress(query: URLSearchParams): ReviewAddress {
  const cameraIds = (query.get('cameras') ?? '').split(',').filter(Boolean);
  const atMs = Date.parse(query.get('at') ?? '');
  return { cameraIds, atMs: Number.isNaN(atMs) ? null : atMs };
}

/** The address that shows these cameras at this moment, to be kept or handed on. */
export function reviewPath(cameraIds: readonly string[], atMs: number): string {
  const query = new URLSearchParams({ cameras: cameraIds.join(','), at: new Date(atMs).toISOString() });
  return `/review?${query}`;
}
