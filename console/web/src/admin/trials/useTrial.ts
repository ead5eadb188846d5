import { useEffect, useState } from 'react';
import { asFault } from '../../api/fault';
import { useSubmit, type Submit } from '../../ui/useSubmit';
import { getTrial, listTrials, removeTrial, tryScene } from './asks';
import type { Trial, TrialDraft } from './shapes';

const ASK_AGAIN_MS = 1000;

interface Trying {
  /** The one that is shown: the newest of the camera, also when somebody else began it. */
  trial: Trial | null;
  fault: Submit['fault'];
  isBusy: boolean;
  begin: (draft: TrialDraft) => Promise<boolean>;
  drop: () => Promise<void>;
}

export const isOpen = (trial: Trial): boolean => trial.state === 'queued' || trial.state === 'running';

/** One camera's trial: taken up where the page left it, asked after each second while it runs. */
export function useTrial(cameraId: string): Trying {
  const [trial, setTrial] = useState<Trial | null>(null);
  const { isBusy, fault, run } = useSubmit();

  useEffect(() => {
    let isGone = false;
    listTrials(cameraId)
      .then(([newest]) => (newest ? getTrial(cameraId, newest.id) : null))
      .then((found) => { if (!isGone) setTrial((known) => known ?? found); }, () => undefined);
    return () => { isGone = true; };
  }, [cameraId]);

  useEffect(() => {
    if (!trial || !isOpen(trial)) return;
    let isGone = false;
    const timer = setTimeout(() => {
      getTrial(cameraId, trial.id).then(
        (found) => { if (!isGone) setTrial(found); },
        (thrown: unknown) => {
          if (isGone) return;
          // Somebody removed it, or the room is away for a moment: then it is asked again.
          if (asFault(thrown).kind === 'not_found') setTrial(null);
          else setTrial({ ...trial });
        },
      );
    }, ASK_AGAIN_MS);
    return () => { isGone = true; clearTimeout(timer); };
  }, [cameraId, trial]);

  const begin = (draft: TrialDraft) => run(async () => setTrial(await tryScene(cameraId, draft)));
  async function drop(): Promise<void> {
    if (!trial) return;
    await run(async () => {
      await removeTrial(cameraId, trial.id);
      setTrial(null);
    });
  }

  return { trial, fault, isBusy, begin, drop };
}
