import { describe, expect, it } from 'vitest';
import {
  barsOf, clockOf, dayRuns, isOverMidnight, minuteOf, PRESET_NAMES, presetOf, stretchesOf, withClock, withDay,
} from './schedule';

const NIGHT = { days: [4], start_minute: 1320, end_minute: 360 };

describe('the hours of a rule', () => {
  it.each(PRESET_NAMES)('are known as the preset %s, in whatever order its days stand', (name) => {
    const given = stretchesOf(name).map((stretch) => ({ ...stretch, days: [...stretch.days].reverse() }));
    expect(presetOf(given)).toBe(name);
  });

  it('are one’s own when a minute differs', () => {
    expect(presetOf([{ ...NIGHT, days: [0, 1, 2, 3, 4, 5, 6], end_minute: 361 }])).toBeNull();
  });

  it('go over midnight when they end before they begin, or at the same minute', () => {
    expect([NIGHT, { ...NIGHT, end_minute: 1320 }, { ...NIGHT, end_minute: 1440 }].map(isOverMidnight)).toEqual([true, true, false]);
  });

  it('of a night lie on its evening and on the morning after', () => {
    const bars = barsOf([NIGHT]);
    expect(bars[4]).toEqual([{ from: 1320, to: 1440, isRest: false }]);
    expect(bars[5]).toEqual([{ from: 0, to: 360, isRest: true }]);
    expect(bars[6]).toEqual([]);
  });

  it('of a Sunday night end on Monday', () => {
    expect(barsOf([{ ...NIGHT, days: [6] }])[0]).toEqual([{ from: 0, to: 360, isRest: true }]);
  });

  it('are all of the week when there are none', () => {
    expect(barsOf([]).flat()).toHaveLength(7);
  });

  it('read and write the clock; the end of a day is midnight', () => {
    expect([clockOf(1320), clockOf(1440), minuteOf('06:05'), minuteOf('24:00'), minuteOf('')]).toEqual(['22:00', '00:00', 365, null, null]);
    expect(withClock(NIGHT, 'end', '00:00')).toMatchObject({ end_minute: 1440 });
    expect(withClock(NIGHT, 'start', '00:00')).toMatchObject({ start_minute: 0 });
    expect(withClock(NIGHT, 'start', '')).toBe(NIGHT);
  });

  it('gain and lose days in the order of the week', () => {
    expect(withDay(NIGHT, 0).days).toEqual([0, 4]);
    expect(withDay(NIGHT, 4).days).toEqual([]);
  });

  it('name days in runs', () => {
    expect(dayRuns([6, 0, 1, 2, 4])).toEqual([[0, 2], [4, 4], [6, 6]]);
  });
});
