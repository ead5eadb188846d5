import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asFault, type ApiFault } from '../api/fault';
import { signOut, useZone } from '../session/session';
import { shortTime, zoneName } from '../time/format';
import { FaultNote } from '../ui/FaultNote';
import { Sheet } from './Sheet';
import type { Unit, UnitStatus } from './shapes';
import { clearUnit } from './store';
import { changeStatus } from './unitStatus';

const CHOICES: readonly UnitStatus[] = ['available', 'out_of_service', 'off_duty'];

/** The three states that a crew sets itself; `busy` follows from its orders. */
export function StatusSheet({ unit, onClose }: { unit: Unit; onClose: () => void }) {
  const { t } = useTranslation();
  const zone = useZone();
  const [fault, setFault] = useState<ApiFault | null>(null);
  const since = new Date(unit.status_since);

  async function set(status: UnitStatus) {
    setFault(null);
    try {
      await changeStatus(status);
      onClose();
    } catch (thrown) {
      setFault(asFault(thrown));
    }
  }

  async function leave() {
    await signOut().catch(() => undefined);
    clearUnit();
  }

  const time = `${shortTime(since, zone)} ${zoneName(since, zone)}`;
  return (
    <Sheet title={t('unit:status_sheet.title', { callsign: unit.callsign })} onClose={onClose}>
      <p className="sheet-hint">
        {t('unit:status_sheet.now', { status: t(`unit:status.${unit.status}`), time })}
        {unit.crew.length > 0 && <><br />{t('unit:status_sheet.crew', { crew: unit.crew.join(', ') })}</>}
      </p>
      {CHOICES.map((status) => (
        <button key={status} type="button" className="choice" aria-pressed={unit.status === status}
          onClick={() => void set(status)}>
          <strong className={`unit-status status-${status}`}>{t(`unit:status.${status}`)}</strong>
          <span>{t(`unit:status_hint.${status}`)}</span>
        </button>
      ))}
      {fault && <FaultNote fault={fault} what={t('unit:status_sheet.failed')} />}
      <button type="button" className="wide-button" onClick={() => void leave()}>{t('unit:status_sheet.sign_out')}</button>
    </Sheet>
  );
}
