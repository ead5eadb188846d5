import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { shortTime } from '../../time/format';
import type { Unit } from '../shapes';
import { useUnit } from '../store';
import { type Duty, getDuty } from './dutyAsks';
import { SignOffSheet } from './SignOffSheet';
import { SignOnSheet } from './SignOnSheet';
import './tour.css';

/** Who is on with this unit; while nobody is, the way to sign on, because no position is kept until then. */
export function DutyStrip({ unit }: { unit: Unit }) {
  const { t } = useTranslation();
  const zone = useZone();
  const link = useUnit((state) => state.link.state);
  const [duty, setDuty] = useState<Duty | null>(null);
  const [isOpen, setOpen] = useState(false);

  useEffect(() => {
    let isCurrent = true;
    // Without a line the last answer stays: the strip is asked again when the line is back.
    if (link === 'connected') getDuty().then((got) => isCurrent && setDuty(got), () => undefined);
    return () => {
      isCurrent = false;
    };
  }, [link, unit.status]);

  if (!duty) return null;
  const done = (got: Duty) => {
    setDuty(got);
    setOpen(false);
  };
  const isOff = unit.status === 'off_duty';
  if (duty.on) {
    return (
      <div className="duty">
        <span className="duty-who">
          <b>{duty.on.crew.join(', ')}</b> {t('patrols:duty.until', { time: shortTime(duty.on.ends_at, zone) })}
        </span>
        <button type="button" className="quiet-link" onClick={() => setOpen(true)}>{t('patrols:duty.sign_off')}</button>
        {isOpen && <SignOffSheet duty={duty.on} onDone={done} onClose={() => setOpen(false)} />}
      </div>
    );
  }
  return (
    <div className={isOff ? 'duty duty-off' : 'duty'}>
      <span className="duty-who">
        <b>{t('patrols:duty.nobody')}</b> {isOff && t('patrols:duty.nobody_hint')}
      </span>
      <button type="button" className={isOff ? 'wide-button duty-on' : 'quiet-link'} onClick={() => setOpen(true)}>
        {t('patrols:duty.sign_on')}
      </button>
      {isOpen && <SignOnSheet unit={unit} duty={duty} onDone={done} onClose={() => setOpen(false)} />}
    </div>
  );
}
