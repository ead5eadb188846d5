import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { shortTime } from '../../time/format';
import type { Shift } from './shiftAsks';

const MOOD = { planned: 'off', on: 'good', ended: 'off' } as const;

interface Props {
  shift: Shift;
  mayManage: boolean;
  onEdit: () => void;
  onCancel: () => void;
}

/** One shift: when, which unit, who, and what became of it. */
export function ShiftRow({ shift, mayManage, onEdit, onCancel }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const time = (at: string | null) => (at ? shortTime(at, zone) : '–');
  return (
    <tr>
      <td className="shift-time">{time(shift.starts_at)}–{time(shift.ends_at)}</td>
      <td><strong className="row-name">{shift.callsign}</strong></td>
      <td>
        {shift.crew.join(', ')}
        {shift.note && <span className="row-sub">{shift.note}</span>}
        {shift.forced_reason && <span className="row-sub shift-forced">▲ {t('patrols:shift.forced', { reason: shift.forced_reason })}</span>}
        {shift.hand_over && <span className="row-sub">{t('patrols:shift.left', { text: shift.hand_over })}</span>}
      </td>
      <td>
        <span className={`mood mood-${MOOD[shift.state]}`}>{t(`patrols:shift_state.${shift.state}`)}</span>
        {shift.signed_on_at && (
          <span className="row-sub">{t('patrols:shift.really', { from: time(shift.signed_on_at), to: time(shift.signed_off_at) })}</span>
        )}
        {!shift.is_planned && <span className="row-sub">{t('patrols:shift.unplanned')}</span>}
      </td>
      <td className="row-acts">
        {mayManage && shift.state === 'planned' && (
          <>
            <Button variant="default" onClick={onEdit}>{t('admin:act.edit')}</Button>
            <Button variant="subtle" className="danger" onClick={onCancel}>{t('patrols:shift.cancel')}</Button>
          </>
        )}
      </td>
    </tr>
  );
}
