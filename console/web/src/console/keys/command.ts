/** What a key press means in the control room. */
export type Command =
  | { do: 'step'; by: 1 | -1 }
  | { do: 'take' }
  | { do: 'order' }
  | { do: 'digit'; digit: number }
  | { do: 'dismiss' }
  | { do: 'incident' }
  | { do: 'live' }
  | { do: 'moment' }
  | { do: 'play' }
  | { do: 'skip'; seconds: number }
  | { do: 'tab' }
  | { do: 'note' }
  | { do: 'offer'; isInstead: boolean }
  | { do: 'reinforce' }
  | { do: 'merge' }
  | { do: 'answer' }
  | { do: 'sending'; isStop: boolean }
  | { do: 'help' }
  | { do: 'away' };

export interface Press {
  key: string;
  /** Ctrl, Alt or Meta is held: the browser's own. */
  isModified: boolean;
  /** The press goes into a field, where letters are letters. */
  isTyping: boolean;
  /** The press is on a button or link, where Enter and Space press it. */
  isOnControl: boolean;
}

const LETTERS: Record<string, Command> = {
  j: { do: 'step', by: 1 },
  k: { do: 'step', by: -1 },
  d: { do: 'order' },
  f: { do: 'dismiss' },
  i: { do: 'incident' },
  l: { do: 'live' },
  r: { do: 'moment' },
  t: { do: 'tab' },
  n: { do: 'note' },
  a: { do: 'offer', isInstead: false },
  s: { do: 'offer', isInstead: true },
  e: { do: 'reinforce' },
  m: { do: 'merge' },
  y: { do: 'answer' },
  x: { do: 'sending', isStop: true },
  g: { do: 'sending', isStop: false },
  '?': { do: 'help' },
  arrowdown: { do: 'step', by: 1 },
  arrowup: { do: 'step', by: -1 },
  arrowleft: { do: 'skip', seconds: -5 },
  arrowright: { do: 'skip', seconds: 5 },
  ',': { do: 'skip', seconds: -0.1 },
  '.': { do: 'skip', seconds: 0.1 },
  escape: { do: 'away' },
};

/** The command of a press, or null when the press is not ours. */
export function commandOf({ key, isModified, isTyping, isOnControl }: Press): Command | null {
  if (isModified || isTyping) return null;
  if (key === 'Enter') return isOnControl ? null : { do: 'take' };
  if (key === ' ') return isOnControl ? null : { do: 'play' };
  if (/^[1-9]$/.test(key)) return { do: 'digit', digit: Number(key) };
  return LETTERS[key.toLowerCase()] ?? null;
}
