import { create } from 'zustand';

interface Dismissing {
  key: string | null;
  /** "Other" was chosen: its words are being written. */
  isWriting: boolean;
}

/** Which queue item is being dismissed: its menu of reasons is open and digits answer it. */
export const useDismissing = create<Dismissing>(() => ({ key: null, isWriting: false }));

export function setDismissing(key: string | null, isWriting = false): void {
  useDismissing.setState({ key, isWriting });
}
