import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** The picture of the event; a tap makes it as large as the screen. */
export function Snapshot({ eventId }: { eventId: string }) {
  const { t } = useTranslation();
  const [isMissing, setMissing] = useState(false);
  const [isLarge, setLarge] = useState(false);
  if (isMissing) return <p className="snapshot-missing">{t('unit:order.no_picture')}</p>;
  return (
    <button type="button" className={isLarge ? 'snapshot snapshot-large' : 'snapshot'} onClick={() => setLarge(!isLarge)}
      aria-label={isLarge ? t('unit:order.picture_small') : t('unit:order.picture_large')}>
      <img src={`/api/events/${encodeURIComponent(eventId)}/snapshot.jpg`} alt={t('unit:order.picture')}
        onError={() => setMissing(true)} />
    </button>
  );
}
