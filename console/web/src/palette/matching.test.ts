import { describe, expect, it } from 'vitest';
import { type Entry, matching } from './matching';

function entry(group: Entry['group'], label: string, detail = ''): Entry {
  return { key: `${group} ${label}`, group, label, detail, target: { to: 'page', path: '/' } };
}

const labels = (entries: readonly Entry[], query: string) =>
  [...matching(entries, query).values()].flat().map((one) => one.label);

describe('what the palette finds', () => {
  it('wants every word, in any order, in label or detail', () => {
    const entries = [entry('camera', 'Depot gate', 'online'), entry('camera', 'Depot yard', 'offline')];
    expect(labels(entries, 'gate depot')).toEqual(['Depot gate']);
    expect(labels(entries, 'depot offline')).toEqual(['Depot yard']);
    expect(labels(entries, 'harbour')).toEqual([]);
  });

  it('puts what begins so before what only has it inside', () => {
    const entries = [entry('unit', 'XP-1'), entry('unit', 'North P-2'), entry('unit', 'P-12')];
    expect(labels(entries, 'p')).toEqual(['P-12', 'North P-2', 'XP-1']);
  });

  it('reads over case and accents, and finds Chinese inside a name', () => {
    const entries = [entry('camera', 'Château Süd'), entry('camera', '北门摄像机')];
    expect(labels(entries, 'chateau sud')).toEqual(['Château Süd']);
    expect(labels(entries, '摄像')).toEqual(['北门摄像机']);
  });

  it('keeps the groups in their order and each short', () => {
    const many = Array.from({ length: 20 }, (_, i) => entry('camera', `Gate ${i}`));
    const found = matching([entry('page', 'Gate rules'), ...many, entry('incident', '#12 Gate forced')], 'gate');
    expect([...found.keys()]).toEqual(['incident', 'camera', 'page']);
    expect(found.get('camera')).toHaveLength(6);
  });

  it('leaves places as the search gave them', () => {
    expect(labels([entry('place', 'Hauptstrasse 4'), entry('camera', 'Hof')], 'hauptstr. 4')).toEqual(['Hauptstrasse 4']);
  });

  it('shows something before anything is written', () => {
    expect(labels([entry('page', 'Review')], ' ')).toEqual(['Review']);
  });
});
