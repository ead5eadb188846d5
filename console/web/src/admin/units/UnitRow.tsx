import { Button, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../session/session';
import { duration } from '../../time/format';
import { useNow } from '../../time/useNow';
import { tellFault } from '../../ui/notify';
import { setUnitStatus } from '../asks';
import type { Unit, UnitStatus } from '../shapes';

const SETTABLE: readonly UnitStatus[] = ['available', 'out_of_service', 'off_duty'];

interface Props {
  unit: Unit;
  onEdit: () => void;
  onConnect: () => void;
  onChanged: () => void;
}

/** One unit with its crew, status and phone. */
export function UnitRow({ unit, onEdit, onConnect, onChanged }: Props) {
  const { t } = useTranslation();
  const now = useNow();
  const mayManage = usePermission('units.manage');
  const maySetStatus = usePermission('units.status');
  // `busy` follows from orders: it is shown when it holds, and never offered.
  const choices = unit.status === 'busy' ? [...SETTABLE, 'busy' as const] : SETTABLE;
  const fixAge = unit.fix ? duration(Math.max(0, (now - Date.parse(unit.fix.at)) / 1000)) : null;

  async function set(status: UnitStatus) {
    try {
      await setUnitStatus(unit.id, status);
      onChanged();
    } catch (thrown) {
      tellFault(t('admin:units.status_failed', { callsign: unit.callsign }), thrown);
    }
  }

  return (
    <tr>
      <td>
        <strong className="row-name">{unit.callsign}</strong>
        <span className="row-sub">{t(`admin:unit_kind.${unit.kind}`)}</span>
      </td>
      <td>{unit.crew.length > 0 ? unit.crew.join(', ') : <span className="row-lack">{t('admin:units.no_crew')}</span>}</td>
      <td>
        {maySetStatus ? (
          <Select className="row-select" value={unit.status} allowDeselect={false} aria-label={t('admin:units.status')}
            data={choices.map((value) => ({ value, label: t(`admin:unit_status.${value}`), disabled: value === 'busy' }))}
            onChange={(value) => value && value !== unit.status && void set(value as UnitStatus)} />
        ) : t(`admin:unit_status.${unit.status}`)}
      </td>
      <td>
        <span className={`mood mood-${unit.phone_connected ? 'good' : 'off'}`}>
          {unit.phone_connected ? t('admin:units.connected') : t('admin:units.not_connected')}
        </span>
        <span className="row-sub">{fixAge ? t('admin:units.fix', { age: fixAge }) : t('admin:units.no_fix')}</span>
      </td>
      <td className="row-acts">
        {mayManage && (
          <>
            <Button variant="default" onClick={onConnect}>{t('admin:units.connect')}</Button>
            <Button variant="default" onClick={onEdit}>{t('admin:act.edit')}</Button>
          </>
        )}
      </td>
    </tr>
  );
}
