import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission, useZone } from '../../session/session';
import { shortTime } from '../../time/format';
import { tellFault } from '../../ui/notify';
import { stopRun } from './asks';
import { namesOf, overdueOf, pointState, progressOf } from './progress';
import { SendOnTour } from './SendOnTour';
import type { Patrols, Tour } from './shapes';

/** One tour: who is on it and how far, a tick for each checkpoint, and what was missed. */
export function TourCard({ tour, patrols }: { tour: Tour; patrols: Patrols }) {
  const { t } = useTranslation();
  const zone = useZone();
  const mayOrder = usePermission('orders.give');
  const [isSending, setSending] = useState(false);
  const progress = progressOf(tour);
  const overdue = overdueOf(tour);
  const { run } = tour;
  const order = progress && run ? run.order : tour.checkpoint_ids;

  async function stop() {
    if (run) await stopRun(run.id, '').catch((thrown: unknown) => tellFault(t('patrols:room.stop_failed'), thrown));
  }

  return (
    <article className={overdue.length > 0 ? 'tour-card is-overdue' : 'tour-card'}>
      <header>
        <b>{tour.name}</b>
        {progress && run && <span className="tour-count">{run.callsign} · {progress.done}/{progress.of}</span>}
      </header>
      <ol className="tour-ticks" aria-label={t('patrols:room.points')}>
        {order.map((id) => {
          const state = pointState(tour, id);
          return <li key={id} className={`tick tick-${state}`} title={`${namesOf(patrols, [id])} · ${t(`patrols:point.${state}`)}`} />;
        })}
      </ol>
      {overdue.length > 0 && <p className="tour-overdue" role="status">▲ {t('patrols:room.overdue', { names: namesOf(patrols, overdue) })}</p>}
      {progress?.nextId && <p>{t('patrols:room.next', { name: namesOf(patrols, [progress.nextId]) })}</p>}
      {run && !progress && (
        <p>
          {t(`patrols:run.${run.state}`, { callsign: run.callsign, time: run.ended_at ? shortTime(run.ended_at, zone) : '' })}
          {run.missed.length > 0 && ` ${t('patrols:room.missed', { names: namesOf(patrols, run.missed) })}`}
        </p>
      )}
      {run?.scans.some((scan) => scan.flags.length > 0) && (
        <ul className="tour-flags">
          {run.scans.filter((scan) => scan.flags.length > 0).map((scan) => (
            <li key={scan.id}>
              ◆ {shortTime(scan.at, zone)} {namesOf(patrols, [scan.checkpoint_id])}: {scan.flags.map((flag) => t(`patrols:flag.${flag}`)).join(', ')}
            </li>
          ))}
        </ul>
      )}
      {mayOrder && (
        <div className="tour-acts">
          {progress
            ? <button type="button" className="act" onClick={() => void stop()}>{t('patrols:room.stop')}</button>
            : <button type="button" className="act" aria-expanded={isSending} onClick={() => setSending(!isSending)}>{t('patrols:room.send')}</button>}
        </div>
      )}
      {isSending && !progress && <SendOnTour tour={tour} patrols={patrols} onDone={() => setSending(false)} />}
    </article>
  );
}
