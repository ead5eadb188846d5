import type { Span } from '../../api/shapes';

/** The span that a moment lies in; undefined where nothing is known. */
export function spanAt(spans: readonly Span[], atMs: number): Span | undefined {
  return spans.find((span) => Date.parse(span.start) <= atMs && atMs < Date.parse(span.end));
}
