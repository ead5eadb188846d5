import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../../ui/FaultNote';
import { issueToken, revokeTokens } from '../asks';
import type { DeviceToken, Unit } from '../shapes';
import { useSubmit } from '../../ui/useSubmit';
import { CopyLine } from './CopyLine';
import { QrCode } from './QrCode';
import { TrustStep } from './TrustStep';

/** Makes the token with which a phone speaks for the unit, and shows it this once. */
export function ConnectPhone({ unit, onClose }: { unit: Unit; onClose: () => void }) {
  const { t } = useTranslation();
  const [token, setToken] = useState<DeviceToken | null>(null);
  const submit = useSubmit();
  const make = () => submit.run(async () => setToken(await issueToken(unit.id)));
  const origin = window.location.origin;
  const isPrivate = ['localhost', '127.0.0.1', '[::1]'].includes(window.location.hostname);
  return (
    <Modal opened onClose={onClose} size="lg" title={t('admin:connect.title', { callsign: unit.callsign })}
      closeOnClickOutside={!token}>
      {!token && (
        <>
          <p className="modal-text">{t('admin:connect.text')}</p>
          {submit.fault && <FaultNote fault={submit.fault} what={t('admin:connect.failed')} />}
          <Group mt="md">
            <Button variant="subtle" color="red" loading={submit.isBusy} mr="auto"
              onClick={() => void submit.run(async () => { await revokeTokens(unit.id); onClose(); })}>
              {t('admin:connect.revoke')}
            </Button>
            <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
            <Button loading={submit.isBusy} onClick={() => void make()}>{t('admin:connect.make')}</Button>
          </Group>
        </>
      )}
      {token && <TrustStep />}
      {token && (
        <div className="connect">
          <QrCode text={origin + token.phone_path} label={t('admin:connect.qr')} />
          <div className="connect-lines">
            <p>{t('admin:connect.scan')}</p>
            {isPrivate && <p className="connect-warn" role="alert">{t('admin:connect.local', { origin })}</p>}
            {!isPrivate && !window.isSecureContext && <p className="connect-warn" role="alert">{t('admin:connect.insecure')}</p>}
            <CopyLine label={t('admin:connect.link')} text={origin + token.phone_path} />
            <CopyLine label={t('admin:connect.osmand')} text={origin + token.osmand_path} />
            <CopyLine label={t('admin:connect.token')} text={token.token} />
            <p className="form-hint">{t('admin:connect.once')}</p>
            <Group justify="flex-end"><Button onClick={onClose}>{t('admin:connect.done')}</Button></Group>
          </div>
        </div>
      )}
    </Modal>
  );
}
