/** What the export pages ask of the room. Every function throws an `ApiFault` when refused. */

import { api, take } from '../api/client';
import type { Timeline } from '../api/shapes';
import type { EvidenceKey, Export, ExportDraft } from './shapes';

const one = (export_id: string) => ({ params: { path: { export_id } } });

export const listExports = (): Promise<Export[]> => take(api.GET('/api/exports'));
export const makeExport = (body: ExportDraft): Promise<Export> => take(api.POST('/api/exports', { body }));
export const cancelExport = (id: string): Promise<Export> => take(api.POST('/api/exports/{export_id}/cancel', one(id)));
export const removeExport = (id: string): Promise<Export> => take(api.DELETE('/api/exports/{export_id}', one(id)));
export const getEvidenceKey = (): Promise<EvidenceKey> => take(api.GET('/api/exports/key'));
export const getTimeline = (camera_id: string, start: string, end: string): Promise<Timeline> =>
  take(api.GET('/api/cameras/{camera_id}/timeline', { params: { path: { camera_id }, query: { start, end } } }));

/** Where the bundle is fetched; the browser does so by itself. */
export const bundleUrl = (id: string) => `/api/exports/${id}/bundle.zip`;
export const verifierUrl = (name: 'verify.html' | 'verify.py') => `/api/exports/tools/${name}`;
