import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState';
import { ConfirmRemove } from '../ConfirmRemove';
import { PageHead } from '../PageHead';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { listWebhooks, removeWebhook, type Webhook, type WebhookSecret } from './asks';
import { EndpointCard } from './EndpointCard';
import { EndpointForm } from './EndpointForm';
import { ReadTokens } from './ReadTokens';
import { SecretOnce } from './SecretOnce';
import './outward.css';

const EVERY_S = 5;

/** What other systems are told, what they would not take, and what they may read. */
export function OutwardPage() {
  const { t } = useTranslation();
  const loaded = useLoaded(listWebhooks, EVERY_S);
  const [edited, setEdited] = useState<Webhook | 'new' | null>(null);
  const [removed, setRemoved] = useState<Webhook | null>(null);
  const [made, setMade] = useState<WebhookSecret | null>(null);
  const finish = () => {
    setEdited(null);
    setRemoved(null);
    loaded.reload();
  };
  const add = <Button onClick={() => setEdited('new')}>{t('outward:add')}</Button>;
  return (
    <>
      <PageHead title={t('admin:nav.outward')} hint={t('outward:hint')}>{add}</PageHead>
      <section className="outward-part">
        <h2>{t('outward:endpoints')}</h2>
        <Shown loaded={loaded}>
          {(webhooks) =>
            webhooks.length === 0 ? (
              <EmptyState title={t('outward:none')} hint={t('outward:none_hint')}>{add}</EmptyState>
            ) : (
              <>
                {webhooks.map((webhook) => (
                  <EndpointCard key={webhook.id} webhook={webhook} onChanged={loaded.reload} onEdit={() => setEdited(webhook)}
                    onRemove={() => setRemoved(webhook)} onSecret={setMade} />
                ))}
              </>
            )
          }
        </Shown>
      </section>
      <ReadTokens />
      {edited && (
        <EndpointForm webhook={edited === 'new' ? null : edited} onClose={() => setEdited(null)}
          onDone={(secret) => { setMade(secret); finish(); }} />
      )}
      {made && (
        <SecretOnce title={made.webhook.name} label={t('outward:secret')} secret={made.secret}
          hint={made.webhook.old_secret_until ? t('outward:secret_rotated') : t('outward:secret_hint')}
          onClose={() => { setMade(null); loaded.reload(); }} />
      )}
      {removed && (
        <ConfirmRemove title={t('outward:remove_title', { name: removed.name })}
          consequence={t('outward:remove_text', { count: removed.pending + removed.dead })}
          remove={() => removeWebhook(removed.id)} onDone={finish} onClose={() => setRemoved(null)} />
      )}
    </>
  );
}
