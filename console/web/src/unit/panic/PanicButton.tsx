import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey, post } from '../parcels/postman';
import { useUnit } from '../store';
import { HOLD_MS, holdShare, placeOfPress } from './panic';
import './panic.css';

const FRAME_MS = 50;
const HINT_MS = 3_000;

/** Held for a second and a half it calls the room for help; let go sooner it does nothing but say how. */
export function PanicButton({ isInSheet = false }: { isInSheet?: boolean }) {
  const { t } = useTranslation();
  const [startMs, setStart] = useState<number | null>(null);
  const [share, setShare] = useState(0);
  const [isHinting, setHinting] = useState(false);
  const hint = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    if (startMs === null) return setShare(0);
    navigator.vibrate?.(30);
    const timer = setInterval(() => {
      const held = holdShare(startMs, performance.now());
      setShare(held);
      if (held < 1) return;
      setStart(null);
      callForHelp();
    }, FRAME_MS);
    return () => clearInterval(timer);
  }, [startMs]);
  useEffect(() => () => clearTimeout(hint.current), []);

  function begin() {
    setStart(performance.now());
    setHinting(false);
  }
  function letGo() {
    if (startMs === null) return;
    setStart(null);
    setHinting(true);
    clearTimeout(hint.current);
    hint.current = setTimeout(() => setHinting(false), HINT_MS);
  }
  function onKey(event: KeyboardEvent, act: () => void) {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat) act();
  }

  const isHeld = startMs !== null;
  return (
    <div className={isInSheet ? 'sos sos-in-sheet' : 'sos'}>
      {(isHeld || isHinting) && (
        <span className="sos-word" role="status">{isHeld ? t('panic:hold') : t('panic:too_short', { seconds: HOLD_MS / 1000 })}</span>
      )}
      <button
        type="button"
        className={isHeld ? 'sos-button is-held' : 'sos-button'}
        style={{ '--share': share } as React.CSSProperties}
        aria-label={t('panic:button', { seconds: HOLD_MS / 1000 })}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          begin();
        }}
        onPointerUp={letGo}
        onPointerCancel={letGo}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => onKey(event, begin)}
        onKeyUp={(event) => onKey(event, letGo)}
        onBlur={letGo}
      >
        SOS
      </button>
    </div>
  );
}

function callForHelp(): void {
  navigator.vibrate?.([120, 60, 120]); // felt, not heard: whoever threatens the crew need not know
  post({ kind: 'panic', key: newKey(), at: new Date().toISOString(), ...placeOfPress(useUnit.getState().fix, Date.now()) });
}
