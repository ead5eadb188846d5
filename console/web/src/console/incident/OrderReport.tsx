import { useTranslation } from 'react-i18next';
import type { Order } from '../../api/shapes';
import { useZone } from '../../session/session';
import { clockTime } from '../../time/format';

/** What the unit reported, with its photos. */
export function OrderReport({ report }: { report: NonNullable<Order['report']> }) {
  const { t } = useTranslation();
  const zone = useZone();
  return (
    <div className="report">
      <p>
        <time>{clockTime(report.at, zone)}</time> {report.text || t('console:orders.no_words')}
      </p>
      {report.photos.length > 0 && (
        <div className="report-photos">
          {report.photos.map((photo) => (
            <a key={photo.id} href={`/api/photos/${photo.id}`} target="_blank" rel="noreferrer">
              <img src={`/api/photos/${photo.id}`} alt={t('console:orders.photo')} loading="lazy" />
            </a>
          ))}
        </div>
      )}
    </div>
  );
}
