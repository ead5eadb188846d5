import { useTranslation } from 'react-i18next';
import { usePermission, useZone } from '../../session/session';
import { shortTime } from '../../time/format';
import { showPlace } from '../selection';
import type { CameraTour } from './shapes';
import { usePatrols } from './store';

/** A tour through cameras: begin it, or see where it is. */
export function CameraTourCard({ tour }: { tour: CameraTour }) {
  const { t } = useTranslation();
  const zone = useZone();
  const mayLook = usePermission('footage.live');
  const watching = usePatrols((state) => state.watching);
  const isOn = watching?.tour.id === tour.id;

  function begin() {
    usePatrols.setState({ watching: { tour, at: 0 } });
    showPlace('stage');
  }

  return (
    <article className="tour-card">
      <header>
        <b>{tour.name}</b>
        <span className="tour-count">{t('patrols:camera_tour.cameras', { count: tour.camera_ids.length })}</span>
      </header>
      {tour.last_looked_at && (
        <p>{t('patrols:camera_tour.last', { time: shortTime(tour.last_looked_at, zone), name: tour.last_looked_by ?? '' })}</p>
      )}
      {mayLook && (
        <div className="tour-acts">
          {isOn
            ? <button type="button" className="act" onClick={() => usePatrols.setState({ watching: null })}>{t('patrols:camera_tour.stop')}</button>
            : <button type="button" className="act" onClick={begin}>{t('patrols:camera_tour.begin')}</button>}
        </div>
      )}
    </article>
  );
}
