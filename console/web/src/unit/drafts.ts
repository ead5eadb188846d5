/** Reports being written, per order: a sheet that is closed, or a refusal, loses nothing. */

import { create } from 'zustand';

export interface ReportDraft {
  text: string;
  photos: readonly Blob[];
}

const NONE: ReportDraft = { text: '', photos: [] };

const useDrafts = create<Record<string, ReportDraft>>(() => ({}));

export function useReportDraft(orderId: string): ReportDraft {
  return useDrafts((drafts) => drafts[orderId] ?? NONE);
}

export function changeDraft(orderId: string, change: Partial<ReportDraft>): void {
  useDrafts.setState((drafts) => ({ [orderId]: { ...(drafts[orderId] ?? NONE), ...change } }));
}
