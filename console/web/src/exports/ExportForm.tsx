import { Checkbox, Modal, MultiSelect, Radio, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormFoot } from '../admin/FormFoot';
import { usePermission } from '../session/session';
import { serverNow, useRoom } from '../state/store';
import { useSubmit } from '../ui/useSubmit';
import { makeExport } from './asks';
import { draftOf, lackOf, type Wish } from './draft';
import { FootageCheck } from './FootageCheck';
import { RangeFields } from './RangeFields';

/** Asks for an export; what was typed stays when it is refused. */
export function ExportForm({ first, onClose }: { first: Wish; onClose: () => void }) {
  const { t } = useTranslation();
  const mayClear = usePermission('exports.clear');
  const cameras = useRoom((state) => state.room.cameras);
  const [wish, setWish] = useState(first);
  const submit = useSubmit();
  const set = (change: Partial<Wish>) => setWish((held) => ({ ...held, ...change }));
  const lack = lackOf(wish, serverNow());
  const hasSound = wish.cameraIds.some((id) => cameras[id]?.records_audio);
  const known = Object.values(cameras).sort((a, b) => a.name.localeCompare(b.name));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (lack === null && (await submit.run(() => makeExport(draftOf(wish))))) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('exports:form.title')} size={620}>
      <form onSubmit={(event) => void send(event)}>
        <Stack gap="md">
          <MultiSelect
            label={t('exports:form.cameras')}
            placeholder={wish.cameraIds.length ? undefined : t('exports:form.choose')}
            data={known.map(({ id, name }) => ({ value: id, label: name }))}
            value={wish.cameraIds}
            onChange={(cameraIds) => set({ cameraIds })}
            searchable
            hidePickedOptions
            data-autofocus={wish.cameraIds.length === 0 || undefined}
          />
          <RangeFields wish={wish} lack={lack} onChange={set} />
          <FootageCheck wish={wish} />
          <Radio.Group
            label={t('exports:form.pictures')}
            value={wish.isBlurred ? 'blurred' : 'clear'}
            onChange={(value) => set({ isBlurred: value === 'blurred', hasBurnIn: value === 'blurred' })}
          >
            <Stack gap="xs" mt={4}>
              <Radio value="blurred" label={t('exports:form.blurred')} description={t('exports:form.blurred_hint')} />
              <Radio
                value="clear"
                disabled={!mayClear}
                label={t('exports:form.clear')}
                description={mayClear ? t('exports:form.clear_hint') : t('exports:form.clear_forbidden')}
              />
            </Stack>
          </Radio.Group>
          <Checkbox
            label={t('exports:form.burn_in')}
            description={wish.isBlurred ? undefined : t('exports:form.burn_in_hint')}
            checked={wish.hasBurnIn}
            onChange={(event) => set({ hasBurnIn: event.currentTarget.checked })}
          />
          {hasSound && (
            <Checkbox
              label={t('exports:form.sound')}
              description={t('exports:form.sound_hint')}
              checked={wish.hasSound}
              onChange={(event) => set({ hasSound: event.currentTarget.checked })}
            />
          )}
          <Textarea
            label={wish.isBlurred ? t('exports:form.reason') : t('exports:form.reason_needed')}
            required={!wish.isBlurred}
            description={t('exports:form.reason_hint')}
            autosize
            minRows={2}
            maxLength={500}
            value={wish.reason}
            onChange={(event) => set({ reason: event.currentTarget.value })}
          />
          <FormFoot
            submit={submit}
            what={t('exports:failed.make')}
            label={t('exports:form.start_export')}
            isReady={lack === null}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}
