import { expect, it } from 'vitest';
import { reviewCommandOf } from './keys';

const press = (key: string, more = {}) => ({ key, isShifted: false, isModified: false, isTyping: false, isOnControl: false, ...more });

it.each([
  [press(' '), { do: 'play' }],
  [press('ArrowRight'), { do: 'skip', seconds: 5 }],
  [press('ArrowLeft', { isShifted: true }), { do: 'jump', kind: 'event', by: -1 }],
  [press('M', { isShifted: true }), { do: 'jump', kind: 'motion', by: -1 }],
  [press('.'), { do: 'frame', by: 1 }],
  [press('='), { do: 'rate', by: 1 }],
  [press('['), { do: 'mark', edge: 'start' }],
])('%o', (pressed, command) => expect(reviewCommandOf(pressed)).toEqual(command));

it.each([
  ['a letter in a field', press('m', { isTyping: true })],
  ['a browser key', press('.', { isModified: true })],
  ['space on a button', press(' ', { isOnControl: true })],
  ['any other key', press('q')],
])('leaves %s alone', (_name, pressed) => expect(reviewCommandOf(pressed)).toBeNull());
