/** Endpoints and read tokens. Every function throws an `ApiFault` when refused. */
import { api, take } from '../../api/client';
import type { components } from '../../api/types';

export type Webhook = components['schemas']['WebhookView'];
export type WebhookDraft = components['schemas']['WebhookDraft'];
export type WebhookChange = components['schemas']['WebhookChange'];
export type WebhookSecret = components['schemas']['WebhookSecret'];
export type Delivery = components['schemas']['DeliveryView'];
export type DeliveryPage = components['schemas']['DeliveryPage'];
export type TestAnswer = components['schemas']['TestAnswer'];
export type Topic = components['schemas']['Topic'];
export type ReadToken = components['schemas']['ReadTokenView'];
export type ReadTokenSecret = components['schemas']['ReadTokenSecret'];
export type FeatureKind = components['schemas']['FeatureKind'];

const one = (webhook_id: string) => ({ params: { path: { webhook_id } } });

export const listWebhooks = (): Promise<Webhook[]> => take(api.GET('/api/webhooks'));
export const addWebhook = (body: WebhookDraft): Promise<WebhookSecret> => take(api.POST('/api/webhooks', { body }));
export const changeWebhook = (id: string, body: WebhookChange): Promise<Webhook> =>
  take(api.PATCH('/api/webhooks/{webhook_id}', { ...one(id), body }));
export async function removeWebhook(id: string): Promise<void> {
  await take(api.DELETE('/api/webhooks/{webhook_id}', one(id)));
}
export const rotateSecret = (id: string): Promise<WebhookSecret> => take(api.POST('/api/webhooks/{webhook_id}/rotate', one(id)));
export const pauseWebhook = (id: string): Promise<Webhook> => take(api.POST('/api/webhooks/{webhook_id}/pause', one(id)));
export const resumeWebhook = (id: string): Promise<Webhook> => take(api.POST('/api/webhooks/{webhook_id}/resume', one(id)));
export const testWebhook = (id: string): Promise<TestAnswer> => take(api.POST('/api/webhooks/{webhook_id}/test', one(id)));
export const listDead = (webhook_id: string, cursor?: number): Promise<DeliveryPage> =>
  take(api.GET('/api/webhooks/{webhook_id}/deliveries', { params: { path: { webhook_id }, query: { state: 'dead', cursor } } }));
export async function sendAgain(webhook_id: string, delivery_id: string): Promise<void> {
  await take(api.POST('/api/webhooks/{webhook_id}/deliveries/{delivery_id}/send-again', { params: { path: { webhook_id, delivery_id } } }));
}
export async function sendAllAgain(id: string): Promise<void> {
  await take(api.POST('/api/webhooks/{webhook_id}/send-again', one(id)));
}

export const listReadTokens = (): Promise<ReadToken[]> => take(api.GET('/api/read-tokens'));
export const makeReadToken = (name: string, collections: FeatureKind[]): Promise<ReadTokenSecret> =>
  take(api.POST('/api/read-tokens', { body: { name, collections } }));
export async function revokeReadToken(token_id: string): Promise<void> {
  await take(api.DELETE('/api/read-tokens/{token_id}', { params: { path: { token_id } } }));
}

export type Alert = components['schemas']['AlertView'];
export type AlertDraft = components['schemas']['AlertDraft'];
export type AlertWords = components['schemas']['AlertWords'];
export type Incident = components['schemas']['IncidentView'];

const alert = (alert_id: string) => ({ params: { path: { alert_id } } });
export const listAlerts = (): Promise<Alert[]> => take(api.GET('/api/alerts'));
export const publishAlert = (body: AlertDraft): Promise<Alert> => take(api.POST('/api/alerts', { body }));
export const updateAlert = (id: string, body: AlertDraft): Promise<Alert> =>
  take(api.POST('/api/alerts/{alert_id}/update', { ...alert(id), body }));
export const cancelAlert = (id: string, reason: string): Promise<Alert> =>
  take(api.POST('/api/alerts/{alert_id}/cancel', { ...alert(id), body: { reason } }));
export async function openIncidents(): Promise<Incident[]> {
  const page = await take(api.GET('/api/incidents', { params: { query: { limit: 50 } } }));
  return page.items.filter((incident) => incident.state !== 'closed');
}
