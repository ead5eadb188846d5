import { useState } from 'react';
import { asFault, type ApiFault } from '../api/fault';

export interface Submit {
  isBusy: boolean;
  fault: ApiFault | null;
  /** Runs the change; true when it was taken. What was typed stays with the form. */
  run: (change: () => Promise<unknown>) => Promise<boolean>;
}

/** One change at a time, with its fault. */
export function useSubmit(): Submit {
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<ApiFault | null>(null);
  async function run(change: () => Promise<unknown>): Promise<boolean> {
    setBusy(true);
    setFault(null);
    try {
      await change();
      return true;
    } catch (thrown) {
      setFault(asFault(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, fault, run };
}
