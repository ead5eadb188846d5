import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { loadSession, useSession } from '../session/session';
import { DeadSpotPage } from './DeadSpotPage';
import { useDeviceToken } from './deviceToken';
import { forgetUnitWhenSignedOut, lastUnit } from './lastUnit';
import { keepShell } from './shell';
import { UnitPage } from './UnitPage';
import { UnitSignIn } from './UnitSignIn';
import { WrongPerson } from './WrongPerson';
import './unit.css';

const ASK_AGAIN_MS = 3000;

/** The phone page: signs in by device link or by name, then shows the unit's work. */
export default function UnitApp() {
  const { t } = useTranslation();
  const { status, session } = useSession();
  const device = useDeviceToken();

  useEffect(() => {
    if (device.isBusy) return;
    if (status === 'unknown') void loadSession();
    if (status !== 'unreachable') return;
    const again = setTimeout(() => void loadSession(), ASK_AGAIN_MS);
    return () => clearTimeout(again);
  }, [status, device.isBusy]);

  useEffect(() => keepShell(), []);
  useEffect(() => forgetUnitWhenSignedOut(), []);

  useEffect(() => {
    document.title = t('unit:title');
  }, [t]);

  if (device.isBusy || status === 'unknown') return <main className="unit unit-blank">{t('unit:sign_in.busy')}</main>;
  const known = lastUnit();
  if (status === 'unreachable' && known) return <DeadSpotPage unit={known} />;
  if (status === 'unreachable') return <main className="unit unit-blank">{t('unit:sign_in.unreachable')}</main>;
  if (status === 'signed_out' || !session) return <UnitSignIn deviceFault={device.fault} />;
  if (!session.user.unit_id) return <WrongPerson name={session.user.name} />;
  return <UnitPage key={session.user.unit_id} unitId={session.user.unit_id} />;
}
