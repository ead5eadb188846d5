import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../api/shapes';
import { usePermission, useZone } from '../session/session';
import { clockTime } from '../time/format';
import { addItem, tick } from './incidentAsks';

/** What is to be done for an incident of this kind: ticked off with who and when; items may be added. */
export function Checklist({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const zone = useZone();
  const mayHandle = usePermission('incidents.handle') && incident.state !== 'closed';
  const [text, setText] = useState('');
  const done = incident.checks.filter((check) => check.done_at).length;
  if (incident.checks.length === 0 && !mayHandle) return null;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim() && (await addItem(incident.id, text.trim()))) setText('');
  }

  return (
    <>
      <h4>
        {t('dispatch:checklist.title')}
        {incident.checks.length > 0 && <small> {done}/{incident.checks.length}</small>}
      </h4>
      <ul className="checks">
        {incident.checks.map((check) => (
          <li key={check.number}>
            <label className={check.done_at ? 'is-done' : ''}>
              <input type="checkbox" checked={Boolean(check.done_at)} disabled={!mayHandle}
                onChange={(event) => void tick(incident.id, check.number, event.target.checked)} />
              <span>{check.text}</span>
              {check.done_at && <small>{check.done_by}, {clockTime(check.done_at, zone)}</small>}
            </label>
          </li>
        ))}
      </ul>
      {mayHandle && (
        <form className="inline-form" onSubmit={(event) => void submit(event)}>
          <input value={text} maxLength={200} placeholder={t('dispatch:checklist.add')} aria-label={t('dispatch:checklist.add')}
            onChange={(event) => setText(event.target.value)} />
          <button type="submit" className="act" disabled={!text.trim()}>{t('console:journal.add')}</button>
        </form>
      )}
    </>
  );
}
