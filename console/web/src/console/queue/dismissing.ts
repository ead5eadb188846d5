import { create } from 'zustand';

/** Which queue item is being dismissed: its menu of reasons is open and digits answer it. */
export const useDismissing = create<{ key: string | null }>(() => ({ key: null }));

export function setDismissing(key: string | null): void {
  useDismissing.setState({ key });
}
