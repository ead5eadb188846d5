import i18next from 'i18next';
import { tell, tellFault } from '../ui/notify';
import { frameTimes, momentBeside } from './asks';
import { desk } from './desk';
import { beside, nearest } from './frames';
import { useReview } from './store';

/** So that what is jumped to is seen coming. */
const LEAD_MS: Record<'event' | 'motion', number> = { event: 2_000, motion: 1_000 };

/** Go to the next event or movement of any shown camera, or to the last one before. */
export async function jump(kind: 'event' | 'motion', by: 1 | -1): Promise<void> {
  const { cameraIds } = useReview.getState();
  const leadMs = LEAD_MS[kind];
  // From where the last jump led to: otherwise the same thing would be found again.
  const fromMs = desk.clock.now() + leadMs + (by > 0 ? 250 : -250);
  try {
    const found = await Promise.all(cameraIds.map((id) => momentBeside(id, fromMs, kind, by)));
    const times = found.flatMap((moment) => (moment ? [Date.parse(moment.at)] : []));
    const next = nearest(times, fromMs);
    if (next === null) tell(i18next.t('review:nothing_further'));
    else desk.seek(next - leadMs);
  } catch (thrown) {
    tellFault(i18next.t('review:failed.jump'), thrown);
  }
}

let lastStep = Promise.resolve();

/** One frame of the first camera on or back; the others follow to the same moment. Each press counts, however quick. */
export function stepFrame(by: 1 | -1): Promise<void> {
  lastStep = lastStep.then(() => takeStep(by));
  return lastStep;
}

async function takeStep(by: 1 | -1): Promise<void> {
  const cameraId = useReview.getState().cameraIds[0];
  if (!cameraId) return;
  desk.run(false);
  const atMs = desk.clock.now();
  try {
    const next = beside(await frameTimes(cameraId, atMs), atMs, by);
    if (next !== null) desk.seek(next);
  } catch (thrown) {
    tellFault(i18next.t('review:failed.jump'), thrown);
  }
}
