import { expect, it } from 'vitest';
import { sampleCamera } from '../../test/samples';
import { neighboursOf } from './neighbours';

const at = (id: string, lat: number) => sampleCamera({ id, name: id, position: { lat, lon: 0 } });
const here = at('here', 0);

it('takes the nearest first and never itself', () => {
  const cameras = [here, at('far', 3), at('near', 1), at('middle', 2)];
  expect(neighboursOf(here, cameras, 2).map((camera) => camera.id)).toEqual(['near', 'middle']);
});

it('puts cameras without a place last and leaves disabled ones out', () => {
  const cameras = [sampleCamera({ id: 'lost', position: null }), at('near', 1), { ...at('off', 1), is_enabled: false }];
  expect(neighboursOf(here, cameras, 9).map((camera) => camera.id)).toEqual(['near', 'lost']);
});
