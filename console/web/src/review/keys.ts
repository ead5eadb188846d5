/** What a key press means while reviewing. */
export type ReviewCommand =
  | { do: 'play' }
  | { do: 'skip'; seconds: number }
  | { do: 'frame'; by: 1 | -1 }
  | { do: 'rate'; by: 1 | -1 }
  | { do: 'jump'; kind: 'event' | 'motion'; by: 1 | -1 }
  | { do: 'mark'; edge: 'start' | 'end' };

export interface ReviewPress {
  key: string;
  isShifted: boolean;
  isModified: boolean;
  isTyping: boolean;
  isOnControl: boolean;
}

/** The command of a press, or null when it is not ours. */
export function reviewCommandOf({ key, isShifted, isModified, isTyping, isOnControl }: ReviewPress): ReviewCommand | null {
  if (isModified || isTyping) return null;
  switch (key.toLowerCase()) {
    case ' ':
      return isOnControl ? null : { do: 'play' };
    case 'arrowleft':
      return isShifted ? { do: 'jump', kind: 'event', by: -1 } : { do: 'skip', seconds: -5 };
    case 'arrowright':
      return isShifted ? { do: 'jump', kind: 'event', by: 1 } : { do: 'skip', seconds: 5 };
    case 'm':
      return { do: 'jump', kind: 'motion', by: isShifted ? -1 : 1 };
    case ',':
      return { do: 'frame', by: -1 };
    case '.':
      return { do: 'frame', by: 1 };
    case '-':
      return { do: 'rate', by: -1 };
    case '+':
    case '=':
      return { do: 'rate', by: 1 };
    case '[':
      return { do: 'mark', edge: 'start' };
    case ']':
      return { do: 'mark', edge: 'end' };
    default:
      return null;
  }
}
