import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../ui/LanguageSwitch';
import type { LastUnit } from './lastUnit';
import { PanicButton } from './panic/PanicButton';
import { PanicStrip } from './panic/PanicStrip';
import { startPostman } from './parcels/postman';
import { watchPosition } from './position';
import { setLink } from './store';
import { TroubleStrip } from './TroubleStrip';

/** The page was opened without a network: orders cannot be read, but help can be called for and is sent once it is back. */
export function DeadSpotPage({ unit }: { unit: LastUnit }) {
  const { t } = useTranslation();
  useEffect(() => startPostman(unit.id), [unit.id]);
  useEffect(() => watchPosition(), []);
  useEffect(() => setLink('lost'), []);
  return (
    <main className="unit">
      <header className="unit-top">
        <span className="unit-who"><strong>{unit.callsign}</strong></span>
        <span className="light light-bad">{t('unit:light.link_lost')}</span>
        <LanguageSwitch />
      </header>
      <PanicStrip panic={null} />
      <TroubleStrip />
      <div className="unit-blank">
        <strong>{t('panic:dead_spot.title')}</strong>
        <span>{t('panic:dead_spot.hint')}</span>
      </div>
      <PanicButton />
    </main>
  );
}
