import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { shortTime } from '../../time/format';
import { FaultNote } from '../../ui/FaultNote';
import { useSubmit } from '../../ui/useSubmit';
import { PlaceMap } from '../PlaceMap';
import { useUnit } from '../store';
import { distanceM } from '../way';
import { ScanSheet } from './ScanSheet';
import { readScan, waitingPoints } from './scanBox';
import { changeScans, keepScans, loadTours, prove, startTour, stopTour, useTour } from './store';
import { useScanLink } from './useScanLink';

const EVERY_MS = 20_000;

/** The round that the crew is on: the next checkpoint, its way, and the button that proves it; or the rounds to begin. */
export function TourCard({ unitId, isIdle }: { unitId: string; isIdle: boolean }) {
  const { t } = useTranslation();
  const zone = useZone();
  const { own, box } = useTour();
  const link = useUnit((state) => state.link.state);
  const fix = useUnit((state) => state.fix);
  const [isScanning, setScanning] = useState(false);
  const submit = useSubmit();
  useScanLink();
  useEffect(() => keepScans(unitId), [unitId]);
  useEffect(() => {
    if (link !== 'connected') return;
    void loadTours();
    const timer = setInterval(() => void loadTours(), EVERY_MS);
    return () => clearInterval(timer);
  }, [link]);

  const notices = (
    <>
      {box.waiting.length > 0 && <p className="tour-waiting" role="status">{t('patrols:phone.waiting', { count: box.waiting.length })}</p>}
      {box.refused.map((each) => (
        <p key={each.key} className="tour-refused" role="alert">
          {t('patrols:phone.refused', { reason: each.reason })}
          <button type="button" className="quiet-link" onClick={() => changeScans((now) => readScan(now, each.key))}>{t('patrols:phone.read')}</button>
        </p>
      ))}
    </>
  );
  const run = own?.run;
  if (!own || !run) {
    if (!isIdle || !own || own.tours.length === 0) return notices;
    return (
      <section className="tour">
        {notices}
        <h2>{t('patrols:phone.tours')}</h2>
        {own.tours.map((tour) => (
          <button key={tour.id} type="button" className="choice" disabled={submit.isBusy || tour.run?.state === 'running'}
            onClick={() => void submit.run(() => startTour(tour.id))}>
            <strong>{tour.name}</strong>
            <span>
              {tour.run?.state === 'running'
                ? t('patrols:phone.taken', { callsign: tour.run.callsign })
                : t('patrols:phone.begin', { count: tour.checkpoint_ids.length })}
            </span>
          </button>
        ))}
        {submit.fault && <FaultNote fault={submit.fault} what={t('patrols:phone.not_begun')} />}
      </section>
    );
  }

  const waiting = waitingPoints(box, own.checkpoints);
  const left = run.missed.filter((id) => !waiting.includes(id));
  const next = own.checkpoints.find((point) => point.id === left[0]);
  const tour = own.tours.find((one) => one.id === run.tour_id);
  const due = tour?.points.find((point) => point.checkpoint_id === next?.id)?.due_at;
  const awayM = next && fix ? distanceM(fix, next.position) : null;
  return (
    <section className="tour">
      {notices}
      <h2>{tour?.name} <small>{run.order.length - left.length}/{run.order.length}</small></h2>
      <ol className="tour-ticks">
        {run.order.map((id) => <li key={id} className={`tick tick-${left.includes(id) ? (id === next?.id ? 'next' : 'open') : 'done'}`} />)}
      </ol>
      {next ? (
        <>
          <p className="tour-next">
            <span>{t('patrols:phone.next')}</span> <b>{next.name}</b>
            <small>
              {awayM !== null && t('patrols:phone.away', { metres: Math.round(awayM) })} {due && t('patrols:phone.due', { time: shortTime(due, zone) })}
            </small>
          </p>
          {isIdle && <PlaceMap place={next.position} severity="low" />}
          <button type="button" className="big-button tour-scan" onClick={() => setScanning(true)}>{t('patrols:phone.scan')}</button>
          {awayM !== null && awayM <= next.radius_m + (fix?.accuracy_m ?? 0) && (
            <button type="button" className="wide-button" onClick={() => prove('position', { checkpointId: next.id })}>{t('patrols:phone.here')}</button>
          )}
        </>
      ) : (
        <p className="tour-next"><b>{t('patrols:phone.all_done')}</b></p>
      )}
      <button type="button" className="quiet-link" onClick={() => void submit.run(stopTour)}>{t('patrols:phone.stop')}</button>
      {submit.fault && <FaultNote fault={submit.fault} what={t('patrols:phone.not_stopped')} />}
      {isScanning && <ScanSheet onClose={() => setScanning(false)} />}
    </section>
  );
}
