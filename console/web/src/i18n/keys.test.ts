import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const HERE = import.meta.dirname;
const SOURCE = join(HERE, '..');
const AREAS = ['common', 'console', 'coverage', 'unit', 'admin', 'dispatch', 'exports', 'health', 'lessons', 'models', 'onvif', 'outward', 'messages', 'trust', 'palette', 'panic', 'patrols', 'pursuit', 'recording', 'review', 'roads', 'rules', 'trials', 'wall'];
const PLURAL = /_(one|other)$/;
const USE = new RegExp(`['"\`]((?:${AREAS.join('|')}):[A-Za-z0-9_.]+)(\\$\\{)?`, 'g');

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set((path + key).replace(PLURAL, ''), value);
    else for (const [below, text] of leaves(value, `${path}${key}.`)) found.set(below, text);
  }
  return found;
}

function words(language: string, area: string): Map<string, string> {
  return leaves(JSON.parse(readFileSync(join(HERE, language, `${area}.json`), 'utf8')) as Tree);
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.test.ts') ? [readFileSync(path, 'utf8')] : [];
  });
}

/** Keys are written in full, `area:path.to.key`; a template `area:path.${x}` uses everything below `path.`. */
const used = { exact: new Set<string>(), prefixes: new Set<string>() };
for (const text of sources(SOURCE)) {
  for (const match of text.matchAll(USE)) {
    (match[2] ? used.prefixes : used.exact).add(match[1] ?? '');
  }
}

const isUsed = (key: string) => used.exact.has(key) || [...used.prefixes].some((prefix) => key.startsWith(prefix));

describe.each(AREAS)('words of %s', (area) => {
  const english = words('en', area);
  const chinese = words('zh', area);

  it('has the same keys in both languages', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('has no empty text', () => {
    expect([...english, ...chinese].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('names the same values in both languages', () => {
    const names = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();
    const differing = [...english].filter(
      ([key, text]) => names(text).join() !== names(chinese.get(key) ?? '').join() && !text.includes('{{count}}'),
    );
    expect(differing).toEqual([]);
  });

  it('has every key that the page uses', () => {
    const missing = [...used.exact].filter((key) => key.startsWith(`${area}:`) && !english.has(key.slice(area.length + 1)));
    expect(missing).toEqual([]);
  });

  it('has no key that the page does not use', () => {
    expect([...english.keys()].filter((key) => !isUsed(`${area}:${key}`))).toEqual([]);
  });
});
