/** What a person sets about a camera's recording, and what of it goes to the room. */

import type { Policy, PolicyDraft, RecordMode } from './shapes';
import { cellsOf, onlyMode, scheduleOf, type WeekCells } from './weekGrid';

export const MODES: readonly RecordMode[] = ['continuous', 'events', 'off'];
export type Choice = RecordMode | 'schedule';
/** What a field is for stands below it, so that fields side by side line up. */
export const BELOW: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];
const GB = 1e9;

export interface PolicyForm {
  choice: Choice;
  /** The week as painted; kept while another choice is tried. */
  cells: WeekCells;
  preRollS: number;
  postRollS: number;
  limitGb: number | null;
  minDays: number;
}

export function formOf(policy: Policy): PolicyForm {
  const cells = cellsOf(policy.mode, policy.schedule);
  return {
    choice: policy.schedule.length > 0 ? 'schedule' : policy.mode,
    cells,
    preRollS: policy.pre_roll_s,
    postRollS: policy.post_roll_s,
    limitGb: policy.limit_bytes === null ? null : policy.limit_bytes / GB,
    minDays: policy.min_days,
  };
}

/** A choice for the whole week; `schedule` starts from what the week was. */
export function chosen(form: PolicyForm, choice: Choice): PolicyForm {
  if (choice !== 'schedule') return { ...form, choice };
  const only = onlyMode(form.cells);
  const startsAnew = only !== null && form.choice !== 'schedule' && form.choice !== only;
  return { ...form, choice, cells: startsAnew ? cellsOf(form.choice as RecordMode, []) : form.cells };
}

export function draftOf(form: PolicyForm): PolicyDraft {
  const week = form.choice === 'schedule' ? scheduleOf(form.cells) : { mode: form.choice, schedule: [] };
  return {
    ...week,
    pre_roll_s: form.preRollS,
    post_roll_s: form.postRollS,
    limit_bytes: form.limitGb === null ? null : Math.round(form.limitGb * GB),
    min_days: form.minDays,
  };
}

/** Whether events decide over any hour, so that pre- and post-roll matter. */
export function usesEvents(form: PolicyForm): boolean {
  return form.choice === 'events' || (form.choice === 'schedule' && form.cells.some((row) => row.includes('events')));
}
