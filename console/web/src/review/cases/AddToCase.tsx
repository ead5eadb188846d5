import { Button, Group, Modal, Select, TextInput } from '@mantine/core';
import { type FormEvent, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Window } from '../../console/timebar/timeline';
import { FaultNote } from '../../ui/FaultNote';
import { tell } from '../../ui/notify';
import { useSubmit } from '../../ui/useSubmit';
import { addClip, allCases, openCase } from '../asks';
import { useListed } from '../side/useListed';

interface Props {
  cameraIds: string[];
  range: Window;
  onClose: () => void;
}

const NEW = 'new';

/** Puts the marked stretch of every shown camera into a case, an open one or a new one. */
export function AddToCase({ cameraIds, range, onClose }: Props) {
  const { t } = useTranslation();
  const { items } = useListed(useCallback(() => allCases(), []));
  const open = items?.filter((one) => one.state === 'open') ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const change = useSubmit();
  const target = chosen ?? open[0]?.id ?? NEW;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const isDone = await change.run(async () => {
      const id = target === NEW ? (await openCase(title.trim())).id : target;
      for (const camera of cameraIds) await addClip(id, camera, range, text.trim());
    });
    if (!isDone) return;
    tell(t('review:cases.added', { count: cameraIds.length }));
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('review:add_to_case')}>
      <form onSubmit={(event) => void send(event)}>
        <p className="modal-text">{t('review:cases.add_explains')}</p>
        <Select
          label={t('review:cases.case')}
          allowDeselect={false}
          value={target}
          onChange={setChosen}
          data={[
            ...open.map((one) => ({ value: one.id, label: `${one.number} · ${one.title}` })),
            { value: NEW, label: t('review:cases.new') },
          ]}
        />
        {target === NEW && (
          <TextInput mt="sm" required maxLength={120} label={t('review:cases.title')} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
        )}
        <TextInput mt="sm" maxLength={500} label={t('review:cases.note')} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        {change.fault && <FaultNote fault={change.fault} what={t('review:failed.case')} />}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" loading={change.isBusy} disabled={target === NEW && title.trim() === ''}>{t('review:add_to_case')}</Button>
        </Group>
      </form>
    </Modal>
  );
}
