import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { dateTime, shortTime } from '../../time/format';
import { FaultNote } from '../../ui/FaultNote';
import { useSubmit } from '../../ui/useSubmit';
import { Sheet } from '../Sheet';
import type { Unit } from '../shapes';
import { type Duty, signOn } from './dutyAsks';
import { namesIn } from './names';

interface Props {
  unit: Unit;
  duty: Duty;
  onDone: (duty: Duty) => void;
  onClose: () => void;
}

/** Take the unit: what the crew before left to know, then who is on. */
export function SignOnSheet({ unit, duty, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const [text, setText] = useState((duty.next?.crew ?? unit.crew).join('\n'));
  const submit = useSubmit();
  const names = namesIn(text);
  return (
    <Sheet title={t('patrols:duty.sign_on_to', { callsign: unit.callsign })} onClose={onClose}>
      {duty.next && (
        <p className="sheet-hint">
          {t('patrols:duty.planned', { from: shortTime(duty.next.starts_at, zone), to: shortTime(duty.next.ends_at, zone) })}
          {duty.next.note && <><br />{duty.next.note}</>}
        </p>
      )}
      {duty.left?.hand_over && duty.left.signed_off_at && (
        <blockquote className="hand-over">
          <strong>{t('patrols:duty.left', { time: dateTime(duty.left.signed_off_at, zone).slice(0, 16) })}</strong>
          {duty.left.hand_over}
        </blockquote>
      )}
      <label className="field">
        {t('patrols:duty.names')}
        <textarea rows={3} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      {submit.fault && <FaultNote fault={submit.fault} what={t('patrols:duty.not_on')} />}
      <button type="button" className="big-button" disabled={names.length === 0 || submit.isBusy}
        onClick={() => void submit.run(async () => onDone(await signOn(names)))}>
        {t('patrols:duty.sign_on')}
      </button>
      <p className="sheet-hint">{t('patrols:duty.kept_from_now')}</p>
    </Sheet>
  );
}
