import { useTranslation } from 'react-i18next';

/** What the shapes of the map mean. */
export function MapLegend() {
  const { t } = useTranslation();
  return (
    <details className="map-legend">
      <summary>{t('console:map.legend')}</summary>
      <ul>
        <li><span className="legend-camera" aria-hidden="true" />{t('console:map.camera')}</li>
        <li><span className="legend-camera is-struck" aria-hidden="true" />{t('console:map.camera_offline')}</li>
        <li><span className="legend-trouble" aria-hidden="true">▲</span>{t('console:map.camera_trouble')}</li>
        <li><span className="legend-event" aria-hidden="true" />{t('console:map.event')}</li>
        <li><span className="legend-incident" aria-hidden="true" />{t('console:map.incident')}</li>
        <li><span className="legend-unit" aria-hidden="true" />{t('console:map.unit_available')}</li>
        <li><span className="legend-unit is-busy" aria-hidden="true" />{t('console:map.unit_busy')}</li>
        <li><span className="legend-unit is-stale" aria-hidden="true" />{t('console:map.unit_stale')}</li>
      </ul>
    </details>
  );
}
