import { describe, expect, it } from 'vitest';
import type { PlacePair, Scene } from '../shapes';
import { destination } from '../wedge';
import { EMPTY_SCENE } from './draft';
import { fitGround, type GroundFit } from './groundFit';
import { groundView, inPicture, placesOf, sceneFeatures } from './mapShapes';

const ORIGIN = { lat: 47.14, lon: 9.52 };
const ASPECT = 16 / 9;
const TILT = (25 * Math.PI) / 180;

/** A camera 6 m up that looks north and 25° down; where it sees a point of the ground, or above it. */
function seen(east: number, north: number, up = 0) {
  const y = -north * Math.sin(TILT) - (up - 6) * Math.cos(TILT);
  const z = north * Math.cos(TILT) - (up - 6) * Math.sin(TILT);
  return { x: east / z / ASPECT + 0.5, y: y / z + 0.5 };
}

const at = (east: number, north: number) => destination(destination(ORIGIN, 90, east), 0, north);
const pair = (east: number, north: number): PlacePair => ({ picture: seen(east, north), place: at(east, north) });
const FIT = fitGround([pair(-4, 10), pair(4, 10), pair(-6, 25), pair(6, 25), pair(0, 14)], ASPECT) as GroundFit;

describe('the scene on the map', () => {
  it('brings corners to the map and back', () => {
    const places = placesOf([seen(-2, 12), seen(2, 12), seen(0, 18)], [], FIT) ?? [];
    expect(places[2]?.lat).toBeCloseTo(at(0, 18).lat, 5);
    const points = inPicture(places, FIT) ?? [];
    expect(points[0]?.x).toBeCloseTo(seen(-2, 12).x, 3);
    expect(points[2]?.y).toBeCloseTo(seen(0, 18).y, 3);
  });

  it('has no place for a corner in the sky, and no picture for a place behind the camera', () => {
    expect(placesOf([{ x: 0.5, y: 0.01 }], [], FIT)).toBeNull();
    expect(inPicture([at(0, -20)], FIT)).toBeNull();
  });

  it('keeps corners that were drawn on the map where they were drawn', () => {
    expect(placesOf([{ x: 0.5, y: 0.01 }], [ORIGIN], FIT)).toEqual([ORIGIN]);
  });

  it('shows the ground that is seen, and nothing endless', () => {
    const view = groundView(FIT);
    expect(view.length).toBeGreaterThan(12);
    expect(Math.max(...view.map((place) => place.lat))).toBeLessThan(at(0, 170).lat);
  });

  it('marks what is selected, and leaves out what lies beyond the ground', () => {
    const zone = (id: string, y: number) => ({ id, name: id, polygon: [{ x: 0.2, y }, { x: 0.8, y }, { x: 0.5, y: 0.9 }] });
    const scene: Scene = { ...EMPTY_SCENE, zones: [zone('near', 0.6), zone('sky', 0.01)] };
    const kinds = sceneFeatures(scene, FIT, [], 'near').features.map((each) => each.properties);
    expect(kinds).toEqual([{ kind: 'view', isSelected: false }, { kind: 'zone', isSelected: true }]);
  });

  it('foretells where the head of a person is', () => {
    const head = FIT.headOf(seen(2, 15), 1.7);
    expect(head?.x).toBeCloseTo(seen(2, 15, 1.7).x, 2);
    expect(head?.y).toBeCloseTo(seen(2, 15, 1.7).y, 2);
  });
});
