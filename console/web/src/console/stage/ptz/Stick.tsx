import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hold } from './useGrip';
import { isSteeringKey, ofKeys, ofStick } from './velocity';

/** A stick to push with mouse, finger or arrow keys: the farther, the faster. Letting go stops the camera. */
export function Stick({ hand }: { hand: Hold }) {
  const { t } = useTranslation();
  const [push, setPush] = useState<{ x: number; y: number } | null>(null);
  const keys = useRef(new Set<string>());

  function pushTo(event: PointerEvent<HTMLButtonElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - box.left) / (box.width / 2) - 1;
    const y = (event.clientY - box.top) / (box.height / 2) - 1;
    const far = Math.max(1, Math.hypot(x, y));
    setPush({ x: x / far, y: y / far });
    hand.hold(ofStick(x, y));
  }

  function release() {
    keys.current.clear();
    setPush(null);
    hand.letGo();
  }

  function onKey(event: KeyboardEvent<HTMLButtonElement>) {
    if (!isSteeringKey(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation(); // the room's own keys are not meant
    if (event.type === 'keydown') keys.current.add(event.key);
    else keys.current.delete(event.key);
    if (keys.current.size === 0) return release();
    const { pan, tilt, zoom } = ofKeys(keys.current);
    setPush({ x: pan, y: -tilt });
    hand.hold({ pan, tilt, zoom });
  }

  return (
    <button
      type="button"
      className={push ? 'ptz-stick is-held' : 'ptz-stick'}
      aria-label={t('onvif:steer.stick')}
      title={t('onvif:steer.stick')}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        pushTo(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && pushTo(event)}
      onPointerUp={release}
      onPointerCancel={release}
      onKeyDown={onKey}
      onKeyUp={onKey}
      onBlur={release}
      onContextMenu={(event) => event.preventDefault()}
    >
      <svg viewBox="-50 -50 100 100" aria-hidden="true">
        {[0, 90, 180, 270].map((angle) => (
          <path key={angle} className="ptz-arrow" d="M-6 -35 L0 -42 L6 -35" transform={`rotate(${angle})`} />
        ))}
        <circle className="ptz-knob" r="15" cx={(push?.x ?? 0) * 28} cy={(push?.y ?? 0) * 28} />
      </svg>
    </button>
  );
}
