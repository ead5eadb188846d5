import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { dateTime } from '../../time/format';
import { FaultNote } from '../../ui/FaultNote';
import { useSubmit } from '../../ui/useSubmit';
import { pauseWebhook, resumeWebhook, rotateSecret, type TestAnswer, testWebhook, type Webhook, type WebhookSecret } from './asks';
import { DeadLetters } from './DeadLetters';
import { answerText, endpointState, MOODS, topicKey } from './endpointState';

interface Props {
  webhook: Webhook;
  onChanged: () => void;
  onEdit: () => void;
  onRemove: () => void;
  onSecret: (made: WebhookSecret) => void;
}

/** One endpoint: where, what, how it does, and what one can do about it. */
export function EndpointCard({ webhook, onChanged, onEdit, onRemove, onSecret }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const submit = useSubmit();
  const [answer, setAnswer] = useState<TestAnswer | null>(null);
  const state = endpointState(webhook, Date.now());
  const last = webhook.last;
  const run = async (change: () => Promise<unknown>) => {
    if (await submit.run(change)) onChanged();
  };
  const test = () => {
    setAnswer(null);
    void submit.run(async () => setAnswer(await testWebhook(webhook.id)));
  };
  return (
    <article className="endpoint" aria-label={webhook.name}>
      <header>
        <div className="endpoint-name">
          <strong className="row-name">{webhook.name}</strong>
          <span className="row-sub row-address">{webhook.url}</span>
        </div>
        <span className={`mood mood-${MOODS[state]}`}>{t(`outward:state.${state}`)}</span>
        <div className="endpoint-acts">
          <Button variant="default" loading={submit.isBusy} onClick={test}>{t('outward:test')}</Button>
          <Menu position="bottom-end">
            <Menu.Target><Button variant="default">{t('outward:more')} ▾</Button></Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={onEdit}>{t('admin:act.edit')}</Menu.Item>
              <Menu.Item onClick={() => void run(() => (webhook.is_paused ? resumeWebhook(webhook.id) : pauseWebhook(webhook.id)))}>
                {webhook.is_paused ? t('outward:resume') : t('outward:pause')}
              </Menu.Item>
              <Menu.Item onClick={() => void submit.run(async () => onSecret(await rotateSecret(webhook.id)))}>{t('outward:rotate')}</Menu.Item>
              <Menu.Item color="red" onClick={onRemove}>{t('admin:act.remove')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </header>
      <dl className="endpoint-facts">
        <div><dt>{t('outward:sends')}</dt><dd>{webhook.topics.map((topic) => t(`outward:topic.${topicKey(topic)}`)).join(', ')}</dd></div>
        <div><dt>{t('outward:delivered')}</dt><dd>{webhook.delivered_at ? dateTime(webhook.delivered_at, zone) : t('outward:never')}</dd></div>
        <div><dt>{t('outward:pending')}</dt><dd>{webhook.pending}</dd></div>
        {webhook.failing_since && <div><dt>{t('outward:failing_since')}</dt><dd>{dateTime(webhook.failing_since, zone)}</dd></div>}
        {webhook.old_secret_until && Date.parse(webhook.old_secret_until) > Date.now() && (
          <div><dt>{t('outward:old_secret')}</dt><dd>{dateTime(webhook.old_secret_until, zone)}</dd></div>
        )}
      </dl>
      {last && last.state !== 'delivered' && webhook.failing_since && (
        <p className="endpoint-said">
          {t('outward:last_answer')} <code>{answerText(last.last_status, last.last_answer)}</code>
          {last.next_at && <> {t('outward:next_try', { time: dateTime(last.next_at, zone) })}</>}
        </p>
      )}
      {answer && (
        <p className={`endpoint-said ${answer.is_taken ? 'said-good' : 'said-bad'}`} role="status">
          {answer.is_taken ? `✓ ${t('outward:test_good')}` : `▲ ${t('outward:test_bad')}`}{' '}
          <code>{answerText(answer.status, answer.text)}</code> {t('outward:took', { ms: Math.round(answer.took_s * 1000) })}
        </p>
      )}
      {submit.fault && <FaultNote fault={submit.fault} what={t('outward:failed')} />}
      {webhook.dead > 0 && <DeadLetters webhook={webhook} onChanged={onChanged} />}
    </article>
  );
}
