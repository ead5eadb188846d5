import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { dateTime } from '../../time/format';
import { custodyOf } from '../asks';
import type { CustodyEntry } from '../shapes';

/** Who did and saw what with the case; nobody can change it. */
export function Custody({ id, version }: { id: string; version: number }) {
  const { t } = useTranslation();
  const zone = useZone();
  const [entries, setEntries] = useState<CustodyEntry[]>([]);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    let isHere = true;
    custodyOf(id).then((log) => isHere && setEntries(log.items), () => undefined);
    return () => {
      isHere = false;
    };
  }, [id, version, isOpen]);
  return (
    <details className="custody" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('review:cases.custody')}</summary>
      <ol>
        {entries.map((entry) => (
          <li key={entry.sequence} title={t('review:cases.hash', { hash: entry.hash })}>
            <time>{dateTime(entry.at, zone)}</time> {entry.by.name}{' '}
            {t(`review:custody.${entry.kind.replace('.', '_')}`, { defaultValue: entry.kind })}
          </li>
        ))}
      </ol>
    </details>
  );
}
