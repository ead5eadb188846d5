import { TroubleIcon } from '../../health/TroubleIcon';
import { isHealth } from '../../health/troubles';
import { drawingOf } from './drawings';

/** What a kind of event or trouble is, drawn; nothing for one that has no drawing. */
export function KindIcon({ kind, size = 16 }: { kind: string; size?: number }) {
  if (isHealth(kind)) return <TroubleIcon kind={kind} size={size} />;
  const drawing = drawingOf(kind);
  if (!drawing) return null;
  return (
    <svg className="trouble-icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={drawing} fill="none" stroke="currentColor" strokeWidth="1.800" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
