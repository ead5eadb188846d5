import { describe, expect, it } from 'vitest';
import { markReload, mayReloadByItself } from './reload';

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

describe('a page that broke', () => {
  it('loads itself again, but not twice in a row', () => {
    const kept = storage();
    expect(mayReloadByItself(kept, 2_000)).toBe(true);
    markReload(kept);
    expect(mayReloadByItself(kept, 2_000)).toBe(false);
  });

  it('loads itself again when it held for a while in between', () => {
    const kept = storage();
    markReload(kept);
    expect(mayReloadByItself(kept, 3_600_000)).toBe(true);
  });
});
