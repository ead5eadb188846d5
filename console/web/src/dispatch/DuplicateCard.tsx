import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../api/shapes';
import { incidentNumber } from '../console/incident/incidentNumber';
import { selectIncident } from '../console/selection';
import { useRoom } from '../state/store';
import { duration } from '../time/format';
import { duplicatesOf, type Likeness, link, mergeInto } from './incidentAsks';
import { mergeOrder } from './lifecycle';

/** Another open incident that may be the same one: merged with one press, or told apart. Never by itself. */
export function DuplicateCard({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const incidents = useRoom((state) => state.room.incidents);
  const [found, setFound] = useState<Likeness[]>([]);
  const [isBusy, setBusy] = useState(false);
  const open = Object.values(incidents).filter((one) => one.state !== 'closed').map((one) => one.id).sort().join();
  const links = incident.links.map((one) => one.incident_id + one.kind).join();

  useEffect(() => {
    let isHere = true;
    duplicatesOf(incident.id).then((came) => isHere && setFound(came), () => isHere && setFound([]));
    return () => {
      isHere = false;
    };
  }, [incident.id, open, links]);

  const like = found.find((one) => incidents[one.incident_id] && one.incident_id !== incident.id);
  const other = like && incidents[like.incident_id];
  if (!like || !other || other.state === 'closed') return null;
  const { child, parent } = mergeOrder(incident, other);

  async function merge() {
    setBusy(true);
    const isDone = await mergeInto(child, parent);
    setBusy(false);
    if (isDone) selectIncident(parent);
  }

  const why = [
    like.distance_m !== null && t('dispatch:duplicate.away', { metres: Math.round(like.distance_m) }),
    like.is_same_camera && t('dispatch:duplicate.camera'),
    t('dispatch:duplicate.apart', { for: duration(like.apart_s) }),
    like.is_same_kind && t('dispatch:duplicate.kind'),
  ];
  return (
    <section className="duplicate" aria-label={t('dispatch:duplicate.title', { number: incidentNumber(like.number) })}>
      <p>
        <b>⧉ {t('dispatch:duplicate.title', { number: incidentNumber(like.number) })}</b>{' '}
        <button type="button" className="duplicate-other" onClick={() => selectIncident(other.id)}>{other.title}</button>
        <small>{why.filter(Boolean).join(' · ')}</small>
      </p>
      <div className="duplicate-acts">
        <button type="button" className="act" data-merge disabled={isBusy} onClick={() => void merge()}>
          {t('dispatch:duplicate.merge', { number: incidentNumber(Math.min(incident.number, other.number)) })} <kbd>M</kbd>
        </button>
        <button type="button" className="act" onClick={() => void link(incident.id, other.id, 'distinct')}>
          {t('dispatch:duplicate.distinct')}
        </button>
      </div>
    </section>
  );
}
