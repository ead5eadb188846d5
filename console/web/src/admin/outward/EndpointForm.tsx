import { Checkbox, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSubmit } from '../../ui/useSubmit';
import { FormFoot } from '../FormFoot';
import { addWebhook, changeWebhook, type Topic, type Webhook, type WebhookSecret } from './asks';
import { isAddress, TOPICS, topicKey } from './endpointState';

interface Props {
  /** null: a new one. */
  webhook: Webhook | null;
  /** With the secret of a new one. */
  onDone: (made: WebhookSecret | null) => void;
  onClose: () => void;
}

/** Where to send, and what. A known address is not shown whole: its query may hold a key. */
export function EndpointForm({ webhook, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState(webhook?.name ?? '');
  const [url, setUrl] = useState('');
  const [topics, setTopics] = useState<Topic[]>(webhook?.topics ?? ['incident.closed']);
  const submit = useSubmit();
  const isUrlRight = isAddress(url) || (webhook !== null && url.trim() === '');
  const isReady = name.trim() !== '' && isUrlRight && topics.length > 0;

  async function save(event: FormEvent) {
    event.preventDefault();
    let made: WebhookSecret | null = null;
    const draft = { name: name.trim(), topics };
    const taken = await submit.run(async () => {
      if (webhook) await changeWebhook(webhook.id, { ...draft, url: url.trim() || null });
      else made = await addWebhook({ ...draft, url: url.trim() });
    });
    if (taken) onDone(made);
  }

  return (
    <Modal opened onClose={onClose} size="lg" title={webhook ? webhook.name : t('outward:add')}>
      <form className="modal-form" onSubmit={(event) => void save(event)}>
        <TextInput label={t('outward:name')} value={name} required maxLength={120} data-autofocus placeholder={t('outward:name_example')}
          onChange={(event) => setName(event.currentTarget.value)} />
        <TextInput label={webhook ? t('outward:new_address') : t('outward:address')} value={url} required={webhook === null}
          description={webhook ? t('outward:address_kept', { url: webhook.url }) : t('outward:address_hint')}
          placeholder="https://records.example/watchroom" maxLength={2000} spellCheck={false} autoComplete="off"
          error={url.trim() !== '' && !isUrlRight ? t('outward:address_wrong') : undefined}
          onChange={(event) => setUrl(event.currentTarget.value)} />
        {url.trim().startsWith('http:') && <p className="endpoint-warn">▲ {t('outward:plain')}</p>}
        <Checkbox.Group label={t('outward:sends')} value={topics}
          onChange={(values) => setTopics(TOPICS.filter((topic) => values.includes(topic)))}>
          <div className="topic-list">
            {TOPICS.map((topic) => (
              <Checkbox key={topic} value={topic} label={t(`outward:topic.${topicKey(topic)}`)}
                description={t(`outward:topic_hint.${topicKey(topic)}`)} />
            ))}
          </div>
        </Checkbox.Group>
        <FormFoot submit={submit} what={t('outward:not_saved')} label={t('admin:act.save')} isReady={isReady} onCancel={onClose} />
      </form>
    </Modal>
  );
}
