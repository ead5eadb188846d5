/** Short names for the shapes that only reviewing knows. */
import type { components } from '../api/types';

type Shapes = components['schemas'];

export type Hold = Shapes['HoldView'];
export type Bookmark = Shapes['BookmarkView'];
export type CaseSummary = Shapes['CaseSummary'];
export type Case = Shapes['CaseView'];
export type CaseItem = Shapes['CaseItemView'];
export type CustodyEntry = Shapes['CustodyEntry'];
export type CustodyLog = Shapes['CustodyLog'];
export type Moment = Shapes['MomentView'];
export type MotionSearch = Shapes['MotionSearch'];
export type Hit = Shapes['HitLine'];
export type FoundLine = Shapes['FoundLine'];
