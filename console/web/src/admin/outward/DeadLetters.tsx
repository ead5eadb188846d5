import { Button } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { dateTime } from '../../time/format';
import { FaultNote } from '../../ui/FaultNote';
import { useSubmit } from '../../ui/useSubmit';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { listDead, sendAgain, sendAllAgain, type Webhook } from './asks';
import { answerText, topicKey } from './endpointState';

interface Props {
  webhook: Webhook;
  onChanged: () => void;
}

/** What was given up, with the receiver's last word, and a way to send it again. */
export function DeadLetters({ webhook, onChanged }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const submit = useSubmit();
  const loaded = useLoaded(useCallback(() => listDead(webhook.id), [webhook.id]));
  const run = async (change: () => Promise<unknown>) => {
    if (!(await submit.run(change))) return;
    loaded.reload();
    onChanged();
  };
  return (
    <section className="dead-letters">
      <header>
        <h3>▲ {t('outward:dead', { count: webhook.dead })}</h3>
        <Button variant="default" loading={submit.isBusy} onClick={() => void run(() => sendAllAgain(webhook.id))}>
          {t('outward:send_all')}
        </Button>
      </header>
      {submit.fault && <FaultNote fault={submit.fault} what={t('outward:failed')} />}
      <Shown loaded={loaded}>
        {(page) => (
          <ul>
            {page.items.map((letter) => (
              <li key={letter.id}>
                <div>
                  <strong>{t(`outward:topic.${topicKey(letter.topic)}`)}</strong>{' '}
                  <span className="row-sub">{dateTime(letter.made_at, zone)} · {t('outward:tries', { count: letter.tries })}</span>
                </div>
                <code>{answerText(letter.last_status, letter.last_answer)}</code>
                <Button variant="subtle" onClick={() => void run(() => sendAgain(webhook.id, letter.id))}>{t('outward:send')}</Button>
              </li>
            ))}
            {page.next_cursor && <li className="row-sub">{t('outward:more_dead')}</li>}
          </ul>
        )}
      </Shown>
    </section>
  );
}
