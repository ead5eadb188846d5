import type { Field } from './kinds';

/** What is wrong with the fields of a rule, in words. */
export type Words = Partial<Record<Field, string>>;
