import 'maplibre-gl/dist/maplibre-gl.css';
import type { FeatureCollection } from 'geojson';
import { type GeoJSONSource, Map as MapLibre, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { Place } from '../../api/shapes';
import type { Kind, Selected } from '../selection';
import { addIcons } from './icons';
import type { ImportedMap } from './roads/shapes';
import { baseStyle } from './style';

// MapLibre 6 does not bring its worker through Vite by itself.
setWorkerUrl(workerUrl);

type Source = 'views' | 'heat' | 'patrols' | 'reach' | 'closures' | 'pursuit' | 'coverage' | 'way' | 'found' | 'standing' | 'units';
const REACH_PX = 8;

/** The map of the room: a canvas that is told what to draw and tells what was pressed. */
export class RoomMap {
  private readonly map: MapLibre;
  private readonly held = new Map<Source, FeatureCollection>();
  private readonly drawn = new Map<Source, string>();
  private isReady = false;
  private taker: ((place: Place) => void) | null = null;

  constructor(
    private readonly container: HTMLElement,
    onPress: (pressed: Selected) => void,
  ) {
    this.map = new MapLibre({
      container,
      style: { version: 8, sources: {}, layers: [] },
      center: [0, 0],
      zoom: 2,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      maxZoom: 20,
      fadeDuration: 0,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disable();
    this.map.on('click', ({ point: { x, y }, lngLat }) => {
      if (this.taker) {
        this.taker({ lat: lngLat.lat, lon: lngLat.lng });
        return;
      }
      const pressed = this.under(x, y);
      if (pressed) onPress(pressed);
    });
    this.map.on('mousemove', ({ point: { x, y } }) => {
      this.map.getCanvas().style.cursor = this.taker ? 'crosshair' : this.under(x, y) ? 'pointer' : '';
    });
  }

  /** Draw the ground anew: another map, theme or language. */
  setGround(base: FeatureCollection, language: string, imported: ImportedMap | null): void {
    const style = getComputedStyle(this.container);
    const colour = (token: string) => style.getPropertyValue(token).trim();
    this.isReady = false;
    this.map.setStyle(baseStyle(base, colour, language, imported), { diff: false });
    this.map.once('style.load', () => {
      addIcons(this.map, colour);
      this.isReady = true;
      this.drawn.clear();
      this.held.forEach((data, source) => this.put(source, data));
    });
  }

  /** Draw `data`; what is drawn already is left alone, because drawing anew places every label anew. */
  put(source: Source, data: FeatureCollection): void {
    this.held.set(source, data);
    if (!this.isReady) return;
    const text = JSON.stringify(data);
    if (this.drawn.get(source) === text) return;
    this.drawn.set(source, text);
    this.map.getSource<GeoJSONSource>(source)?.setData(data);
  }

  /** Answers false while the map is not on screen. */
  fit(bounds: [number, number, number, number], isGentle: boolean): boolean {
    if (this.container.clientWidth === 0) return false;
    this.map.resize();
    this.map.fitBounds(bounds, { padding: 56, maxZoom: 17.5, animate: isGentle, duration: 500 });
    return true;
  }

  /** Bring a place into view, moving no more than needed. */
  reveal(lon: number, lat: number): void {
    if (this.container.clientWidth === 0) return;
    const inset = 60;
    const { x, y } = this.map.project([lon, lat]);
    const { clientWidth, clientHeight } = this.container;
    const isSeen = x > inset && y > inset && x < clientWidth - inset && y < clientHeight - inset;
    if (!isSeen) this.map.easeTo({ center: [lon, lat], duration: 400 });
  }

  /** While `taker` is set, presses are places for it and select nothing. */
  takePlaces(taker: ((place: Place) => void) | null): void {
    this.taker = taker;
  }

  flyTo({ lat, lon }: Place, zoom: number): void {
    this.map.flyTo({ center: [lon, lat], zoom: Math.max(zoom, this.map.getZoom()), duration: 900 });
  }

  zoomBy(steps: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + steps, duration: 200 });
  }

  remove(): void {
    this.map.remove();
  }

  private under(x: number, y: number): Selected | null {
    if (!this.isReady) return null;
    const box: [[number, number], [number, number]] = [[x - REACH_PX, y - REACH_PX], [x + REACH_PX, y + REACH_PX]];
    const [hit] = this.map.queryRenderedFeatures(box, { layers: ['units', 'standing'] });
    if (!hit) return null;
    const { kind, id } = hit.properties as { kind: Kind; id: string };
    return { kind, id };
  }
}
