import { Button, Group, Modal, Radio, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../../api/shapes';
import { useDispositions } from '../../dispatch/useDispositions';
import { closeIncident } from '../actions';
import { incidentNumber } from './incidentNumber';

/** How it ended. What was typed stays when the server refuses. */
export function CloseDialog({ incident, onDone }: { incident: Incident; onDone: () => void }) {
  const { t } = useTranslation();
  const endings = useDispositions(incident.kind);
  const [chosen, setDisposition] = useState<string | null>(null);
  const disposition = chosen ?? endings[0] ?? 'other';
  const [note, setNote] = useState('');
  const [isBusy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const isClosed = await closeIncident(incident.id, disposition, note.trim());
    setBusy(false);
    if (isClosed) onDone();
  }

  return (
    <Modal opened onClose={onDone} title={t('console:closing.title', { number: incidentNumber(incident.number) })} size="sm">
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <Radio.Group value={disposition} onChange={setDisposition} label={t('console:closing.how')}>
            <Stack gap={8} mt={8}>
              {endings.map((one) => (
                <Radio key={one} size="xs" value={one} label={t(`console:disposition.${one}`, { defaultValue: one })} />
              ))}
            </Stack>
          </Radio.Group>
          <Textarea
            label={t('console:closing.note')}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            autosize
            minRows={2}
            maxLength={4000}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onDone}>
              {t('common:action.cancel')}
            </Button>
            <Button type="submit" loading={isBusy}>
              {t('console:incidents.close')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
