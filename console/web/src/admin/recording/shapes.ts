/** The shapes of recording, from the generated types. */

import type { components } from '../../api/types';

type Schemas = components['schemas'];

export type Policy = Schemas['PolicyView'];
export type PolicyDraft = Schemas['PolicyDraft'];
export type Interval = Schemas['PolicyInterval'];
export type RecordMode = Schemas['RecordMode'];
export type Storage = Schemas['StorageView'];
export type CameraStorage = Schemas['CameraStorageView'];
export type StorageDisk = Schemas['DiskView'];
export type HouseRetention = Schemas['HouseRetentionView'];
