import type { Severity } from '../../api/shapes';
import { duration } from '../../time/format';
import { useServerNow } from '../../time/useServerNow';
import { ageOf } from './queue';

/** How long somebody has been waiting; gains weight and a mark, not only colour, as it ages. */
export function WaitClock({ sinceMs, severity }: { sinceMs: number; severity: Severity }) {
  const waitedS = Math.max(0, (useServerNow() - sinceMs) / 1000);
  const age = ageOf(severity, waitedS);
  return (
    <span className={`wait wait-${age}`}>
      {age === 'late' && <span aria-hidden="true">! </span>}
      {duration(waitedS)}
    </span>
  );
}
