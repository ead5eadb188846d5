import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident, Order, StreamEntry } from '../../api/shapes';
import { useZone } from '../../session/session';
import { clockTime } from '../../time/format';
import { journalOf } from '../asks';
import { journalLine } from './journalLine';

interface Props {
  incident: Incident;
  orders: readonly Order[];
}

/** All that happened in an incident, newest first. Asked anew whenever the incident or an order of it changes. */
export function IncidentJournal({ incident, orders }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const [entries, setEntries] = useState<StreamEntry[]>([]);
  const [hasFailed, setFailed] = useState(false);
  const state = JSON.stringify([incident, orders.map((order) => [order.state, order.escalations.length])]);

  useEffect(() => {
    let isHere = true;
    journalOf(incident.id).then(
      (came) => {
        if (!isHere) return;
        setEntries(came);
        setFailed(false);
      },
      () => isHere && setFailed(true),
    );
    return () => {
      isHere = false;
    };
  }, [incident.id, state]);

  const lines = entries.map(journalLine).sort((a, b) => Number(b.key) - Number(a.key));
  return (
    <>
      {hasFailed && <p className="detail-line">{t('console:journal.failed')}</p>}
      <ol className="journal">
        {lines.map((line) => (
          <li key={line.key}>
            <time>{clockTime(line.at, zone)}</time>
            <span>
              {line.callsign && <b>{line.callsign} </b>}
              {t(`console:journal.${line.kind}`, { defaultValue: line.kind })}
              {line.words && <q>{line.words}</q>}
              <small> {line.actor}</small>
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
