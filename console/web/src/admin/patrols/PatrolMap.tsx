import { type GeoJSONSource } from 'maplibre-gl';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../../api/shapes';
import { patrolFeatures } from '../../console/map/patrols/features';
import { patrolLayers } from '../../console/map/patrols/layers';
import type { Patrols } from '../../console/patrols/shapes';
import { tokenColour } from '../../unit/basemap';
import { middleOf } from '../mapStart';
import { useSetUpMap } from '../useSetUpMap';

interface Props {
  patrols: Patrols;
  /** The corners of a beat that is being drawn. */
  drawn: readonly Place[];
  onPress: (place: Place) => void;
}

/** The map on which beats are drawn and checkpoints placed. */
export function PatrolMap({ patrols, drawn, onPress }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const start = middleOf(patrols.checkpoints.map((point) => point.position));
  const map = useSetUpMap(box, { start, zoom: 15.6, onClick: onPress });
  const features = useMemo(() => {
    const draft = drawn.length > 1 ? [{ id: 'draft', name: '', points: [...drawn] }] : [];
    const first = drawn.length === 1 ? drawn.map((position) => ({ id: 'corner', name: '', position, radius_m: 4, beat_id: null, code_mark: 0 })) : [];
    return patrolFeatures({ ...patrols, beats: [...patrols.beats, ...draft], checkpoints: [...patrols.checkpoints, ...first] }, null);
  }, [patrols, drawn]);

  useEffect(() => {
    if (!map) return;
    if (!map.getSource('patrols')) {
      map.addSource('patrols', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
      const font = ['sans-serif'];
      patrolLayers((token) => tokenColour(map.getContainer(), token), font).forEach((layer) => map.addLayer(layer));
    }
    map.getSource<GeoJSONSource>('patrols')?.setData(features);
  }, [map, features]);

  return <div ref={box} className="set-up-map patrol-map" role="application" aria-label={t('patrols:set_up.map')} />;
}
