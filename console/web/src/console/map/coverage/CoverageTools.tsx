import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { stopClosing } from '../roads/closing';
import type { RoomMap } from '../RoomMap';
import { NOTHING } from '../shapes';
import { coverageFeatures, percent } from './coverage';
import { CoveragePanel } from './CoveragePanel';
import { showCoverage, takePlace, usePlacing } from './placing';
import { useCoverage } from './useCoverage';
import './coverage.css';

/** The figure in the room, the notice of what stands open, and the layer behind them. */
export function CoverageTools({ map }: { map: RoomMap | null }) {
  const { t } = useTranslation();
  const [coverage, ask] = useCoverage();
  const { isOn, isTaking, at } = usePlacing();

  useEffect(() => {
    if (!isTaking) return;
    map?.takePlaces(takePlace);
    return () => map?.takePlaces(null);
  }, [map, isTaking]);

  const features = useMemo(
    () => (isOn ? coverageFeatures(coverage, (count) => t('coverage:minutes', { minutes: count }), at) : NOTHING),
    [isOn, coverage, at, t],
  );
  useEffect(() => map?.put('coverage', features), [map, features]);

  if (!coverage) return null;
  const told = coverage.places.filter((place) => place.void_since !== null);
  const open = () => {
    stopClosing(); // one thing at a time takes presses on the map
    showCoverage(true);
  };
  return (
    <>
      {isOn ? (
        <CoveragePanel coverage={coverage} onChanged={ask} />
      ) : (
        <button type="button" className={`coverage-figure${told.length > 0 ? ' is-open' : ''}`} onClick={open} title={t('coverage:title')}>
          {coverage.places.length === 0 ? t('coverage:title') : t('coverage:covered', { percent: percent(coverage.share) })}
        </button>
      )}
      {!isOn && told.length > 0 && (
        <button type="button" className="coverage-void" role="status" onClick={open}>
          ▲ {t('coverage:void', { count: told.length, names: told.slice(0, 3).map((place) => place.name).join(', ') })}
        </button>
      )}
    </>
  );
}
