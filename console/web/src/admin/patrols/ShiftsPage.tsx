import { Button } from '@mantine/core';
import { Fragment, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission, useZone } from '../../session/session';
import { EmptyState } from '../../ui/EmptyState';
import { listUnits } from '../asks';
import { ConfirmRemove } from '../ConfirmRemove';
import { PageHead } from '../PageHead';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { cancelShift, getRoster, type Shift } from './shiftAsks';
import { ShiftForm } from './ShiftForm';
import { byDay } from './shiftForm';
import { ShiftRow } from './ShiftRow';
import './patrols.css';

const DAY_MS = 86_400_000;
const WEEKS = [-1, 0, 1, 2] as const;

/** The roster, a week at a time: who is on with which unit. */
export function ShiftsPage() {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const mayManage = usePermission('roster.manage');
  const [week, setWeek] = useState(0);
  const ask = useCallback(() => {
    const startMs = Date.now() + week * 7 * DAY_MS - DAY_MS;
    return getRoster(new Date(startMs).toISOString(), new Date(startMs + 8 * DAY_MS).toISOString());
  }, [week]);
  const loaded = useLoaded(ask, 30);
  const units = useLoaded(listUnits).data ?? [];
  const [edited, setEdited] = useState<Shift | 'new' | null>(null);
  const [cancelled, setCancelled] = useState<Shift | null>(null);
  const add = <Button onClick={() => setEdited('new')}>{t('patrols:shift.add')}</Button>;
  const dayWord = (day: string) =>
    new Intl.DateTimeFormat(i18n.language === 'zh' ? 'zh-CN' : 'en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
      .format(new Date(`${day}T12:00:00Z`));
  const finish = () => {
    setEdited(null);
    setCancelled(null);
    loaded.reload();
  };
  return (
    <>
      <PageHead title={t('admin:nav.shifts')} hint={t('patrols:shift.hint')}>{mayManage && add}</PageHead>
      <div className="patrol-tabs" role="group" aria-label={t('patrols:shift.weeks')}>
        {WEEKS.map((one) => (
          <button key={one} type="button" aria-pressed={week === one} onClick={() => setWeek(one)}>
            {t(`patrols:week.${one < 0 ? 'last' : one === 0 ? 'this' : one === 1 ? 'next' : 'after'}`)}
          </button>
        ))}
      </div>
      <Shown loaded={loaded}>
        {({ shifts }) =>
          shifts.length === 0 ? (
            <EmptyState title={t('patrols:shift.none')} hint={t('patrols:shift.none_hint')}>{mayManage && add}</EmptyState>
          ) : (
            <table className="admin-table shift-table">
              <tbody>
                {byDay(shifts, zone).map(([day, ofDay]) => (
                  <Fragment key={day}>
                    <tr className="shift-day"><th colSpan={5} scope="rowgroup">{dayWord(day)}</th></tr>
                    {ofDay.map((shift) => (
                      <ShiftRow key={shift.id} shift={shift} mayManage={mayManage} onEdit={() => setEdited(shift)}
                        onCancel={() => setCancelled(shift)} />
                    ))}
                  </Fragment>
                ))}
              </tbody>
            </table>
          )
        }
      </Shown>
      {edited && (
        <ShiftForm shift={edited === 'new' ? null : edited} units={units} names={loaded.data?.names ?? []}
          onClose={() => setEdited(null)} onDone={finish} />
      )}
      {cancelled && (
        <ConfirmRemove title={t('patrols:shift.cancel_title', { callsign: cancelled.callsign })} consequence={t('patrols:shift.cancel_text')}
          remove={() => cancelShift(cancelled.id)} onDone={finish} onClose={() => setCancelled(null)} />
      )}
    </>
  );
}
