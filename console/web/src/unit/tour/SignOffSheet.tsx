import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../../ui/FaultNote';
import { useSubmit } from '../../ui/useSubmit';
import { Sheet } from '../Sheet';
import { type Duty, signOff } from './dutyAsks';

interface Props {
  duty: NonNullable<Duty['on']>;
  onDone: (duty: Duty) => void;
  onClose: () => void;
}

/** Leave the unit, with what the next crew should know. */
export function SignOffSheet({ duty, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const [notes, setNotes] = useState(duty.hand_over);
  const submit = useSubmit();
  return (
    <Sheet title={t('patrols:duty.sign_off_from', { callsign: duty.callsign })} onClose={onClose}>
      <label className="field">
        {t('patrols:duty.notes')}
        <textarea rows={4} maxLength={4000} value={notes} placeholder={t('patrols:duty.notes_hint')}
          onChange={(event) => setNotes(event.target.value)} />
      </label>
      {submit.fault && <FaultNote fault={submit.fault} what={t('patrols:duty.not_off')} />}
      <button type="button" className="big-button" disabled={submit.isBusy}
        onClick={() => void submit.run(async () => onDone(await signOff(notes)))}>
        {t('patrols:duty.sign_off')}
      </button>
      <p className="sheet-hint">{t('patrols:duty.not_kept')}</p>
    </Sheet>
  );
}
