import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { drawWay } from './placeLayers';
import { makeMap } from './basemap';
import type { Place, Severity } from './shapes';
import { useUnit } from './store';

interface Props {
  /** Where the order leads; null: only my own position. */
  place: Place | null;
  severity: Severity;
}

type LiveMap = ReturnType<typeof makeMap>;

/** The place, my position and the straight way between them. Without either there is nothing to draw. */
export function PlaceMap({ place, severity }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const ready = useRef<LiveMap | null>(null);
  const fix = useUnit((state) => state.fix);
  const known = useUnit((state) => state.home?.unit.fix?.position);
  const lat = fix?.lat ?? known?.lat;
  const lon = fix?.lon ?? known?.lon;
  const hasCentre = place !== null || lat !== undefined;
  const newest = useRef<() => void>(() => undefined);

  useEffect(() => {
    newest.current = () => {
      const here = lat === undefined || lon === undefined ? null : { lat, lon };
      if (ready.current) drawWay(ready.current, { here, place, severity });
    };
    newest.current();
  });

  useEffect(() => {
    if (!box.current || !hasCentre) return;
    const centre = place ?? useUnit.getState().fix ?? useUnit.getState().home?.unit.fix?.position;
    if (!centre) return;
    const map = makeMap(box.current, { centre, zoom: 15 }, (made) => {
      ready.current = made;
      newest.current();
    });
    return () => {
      ready.current = null;
      map.remove();
    };
    // A new place object of the same order is the same place: the map stays.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [hasCentre, place?.lat, place?.lon]);

  if (!hasCentre) return null;
  return <div ref={box} className="place-map" role="img" aria-label={t('unit:order.map')} />;
}
