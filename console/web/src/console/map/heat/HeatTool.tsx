import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { tellFault } from '../../../ui/notify';
import { getHeat } from '../../patrols/asks';
import { usePatrols } from '../../patrols/store';
import type { RoomMap } from '../RoomMap';
import { NOTHING } from '../shapes';
import { heatFeatures } from './heat';
import './heat.css';

const EVERY_MS = 20_000;
const HOURS = 12;

/** The button and the legend of the layer that shows when each place was last looked at; off until pressed. */
export function HeatTool({ map }: { map: RoomMap | null }) {
  const { t } = useTranslation();
  const isOn = usePatrols((state) => state.isHeatOn);

  useEffect(() => {
    if (!map || !isOn) return;
    let isHere = true;
    const ask = () => getHeat(HOURS).then((heat) => isHere && map.put('heat', heatFeatures(heat)));
    ask().catch((thrown: unknown) => tellFault(t('patrols:heat.failed'), thrown));
    const timer = setInterval(() => void ask().catch(() => undefined), EVERY_MS);
    return () => {
      isHere = false;
      clearInterval(timer);
      map.put('heat', NOTHING);
    };
  }, [map, isOn, t]);

  return (
    <>
      <div className="map-tools map-heat-tool">
        <button type="button" className="map-tool" aria-pressed={isOn} title={t('patrols:heat.title')} aria-label={t('patrols:heat.title')}
          onClick={() => usePatrols.setState({ isHeatOn: !isOn })}>
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" fill="currentColor">
            <rect x="1" y="1" width="6" height="6" /><rect x="9" y="1" width="6" height="6" opacity="0.55" />
            <rect x="1" y="9" width="6" height="6" opacity="0.3" /><rect x="9" y="9" width="6" height="6" opacity="0.8" />
          </svg>
        </button>
      </div>
      {isOn && (
        <div className="heat-legend" role="note">
          <strong>{t('patrols:heat.title')}</strong>
          <span className="heat-scale" aria-hidden="true" />
          <span className="heat-ends"><span>{t('patrols:heat.now')}</span><span>{t('patrols:heat.hours', { hours: HOURS })}</span></span>
          <span className="heat-hint">{t('patrols:heat.hint')}</span>
        </div>
      )}
    </>
  );
}
