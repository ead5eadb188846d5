import { Button, Group, Modal, Select, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../ui/FaultNote';
import { useSubmit } from '../ui/useSubmit';

interface Props {
  title: string;
  /** What the text is asked for. */
  label: string;
  explains: string;
  failed: string;
  confirm: string;
  /** Ask for how long, too. */
  asksUntil?: boolean;
  /** days: null without an end. */
  submit: (text: string, days: number | null) => Promise<unknown>;
  onClose: () => void;
}

const DAYS = [7, 30, 90, 365];

/** Asks for a few words before something is done; what was typed stays when it is refused. */
export function NoteDialog({ title, label, explains, failed, confirm, asksUntil, submit, onClose }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [days, setDays] = useState<string>('30');
  const change = useSubmit();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await change.run(() => submit(text.trim(), days === 'none' ? null : Number(days)))) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <form onSubmit={(event) => void send(event)}>
        <p className="modal-text">{explains}</p>
        <Textarea
          label={label}
          required
          autosize
          minRows={2}
          maxLength={500}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus
        />
        {asksUntil && (
          <Select
            mt="sm"
            label={t('review:for_how_long')}
            allowDeselect={false}
            value={days}
            onChange={(value) => setDays(value ?? 'none')}
            data={[
              ...DAYS.map((one) => ({ value: String(one), label: t('review:days', { count: one }) })),
              { value: 'none', label: t('review:without_end') },
            ]}
          />
        )}
        {change.fault && <FaultNote fault={change.fault} what={failed} />}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" loading={change.isBusy} disabled={text.trim() === ''}>{confirm}</Button>
        </Group>
      </form>
    </Modal>
  );
}
