import { Button, Group, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CheckpointCode } from '../../console/patrols/shapes';
import { QrCode } from '../units/QrCode';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { getCodes } from './tourAsks';
import { useSubmit } from '../../ui/useSubmit';
import { FaultNote } from '../../ui/FaultNote';
import { writeTag } from './nfc';

/** One sheet for each checkpoint, to be printed and put up; and the same link on an NFC tag where the browser can. */
export function CodeSheets({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const loaded = useLoaded(getCodes);
  const submit = useSubmit();
  const link = (code: CheckpointCode) => window.location.origin + code.path;
  return (
    <Modal opened onClose={onClose} size="xl" title={t('patrols:sheets.title')} className="sheets-modal">
      <p className="modal-text sheets-words">{t('patrols:sheets.hint')}</p>
      {submit.fault && <FaultNote fault={submit.fault} what={t('patrols:sheets.tag_failed')} />}
      <Shown loaded={loaded}>
        {(codes) => (
          <div className="sheets">
            {codes.map((code) => (
              <section key={code.checkpoint_id} className="sheet-page">
                <h2>{code.name}</h2>
                <QrCode text={link(code)} label={code.name} />
                <code>{code.code.slice(0, 5)} {code.code.slice(5)}</code>
                <p>{t('patrols:sheets.scan')}</p>
                {'NDEFReader' in window && (
                  <Button size="xs" variant="default" className="sheets-words" loading={submit.isBusy}
                    onClick={() => void submit.run(() => writeTag(link(code)))}>
                    {t('patrols:sheets.tag')}
                  </Button>
                )}
              </section>
            ))}
          </div>
        )}
      </Shown>
      <Group justify="flex-end" mt="md" className="sheets-words">
        <Button variant="default" onClick={onClose}>{t('admin:connect.done')}</Button>
        <Button onClick={() => window.print()}>{t('patrols:sheets.print')}</Button>
      </Group>
    </Modal>
  );
}
