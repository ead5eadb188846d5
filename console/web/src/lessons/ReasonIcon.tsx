import type { DismissReason } from '../api/shapes';

const PATHS: Record<DismissReason, string> = {
  shadow: 'M12 4a8 8 0 1 0 8 8 6.5 6.5 0 0 1-8-8z',
  rain: 'M7 13a4 4 0 1 1 1-7.9A5.5 5.5 0 0 1 18.5 7 3.2 3.2 0 0 1 18 13zM8 16l-1 4M12.5 16l-1 4M17 16l-1 4',
  animal: 'M12 12c-3 0-5.5 3-5.5 5.3 0 1.700 1.200 2.400 2.600 2.200 1.900-.3 3.900-.3 5.800 0 1.400.2 2.600-.5 2.600-2.200C17.500 15 15 12 12 12zM5 9.500v2M9.500 5v2.500M14.500 5v2.500M19 9.500v2',
  headlight: 'M11 6a6 6 0 0 0 0 12h2V6zM16 8h5M16 12h5M16 16h5',
  known_activity: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4M8.500 15l2.500 2.500 4.500-4.500',
  other: 'M5 12h.01M12 12h.01M19 12h.01',
};

/** The reason of a dismissal as a sign; always beside its word. */
export function ReasonIcon({ reason, size = 16 }: { reason: DismissReason; size?: number }) {
  return (
    <svg className="reason-icon" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
      strokeWidth={reason === 'other' ? 3.5 : 1.8} strokeLinecap="round" strokeLinejoin="round" aria-hidden>
      <path d={PATHS[reason]} />
    </svg>
  );
}
