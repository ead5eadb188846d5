import { useTranslation } from 'react-i18next';
import type { Hold } from './useGrip';
import { STILL } from './velocity';

const PACE = 0.6;

/** Zooms while it is held down. */
export function ZoomButton({ hand, way }: { hand: Hold; way: 'in' | 'out' }) {
  const { t } = useTranslation();
  const zoom = () => hand.hold({ ...STILL, zoom: way === 'in' ? PACE : -PACE });
  const isPress = (key: string) => key === ' ' || key === 'Enter';
  const word = way === 'in' ? t('onvif:steer.zoom_in') : t('onvif:steer.zoom_out');
  return (
    <button
      type="button"
      className="ptz-zoom"
      aria-label={word}
      title={word}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        zoom();
      }}
      onPointerUp={hand.letGo}
      onPointerCancel={hand.letGo}
      onBlur={hand.letGo}
      onKeyDown={(event) => {
        if (!isPress(event.key)) return;
        event.preventDefault();
        event.stopPropagation();
        if (!event.repeat) zoom();
      }}
      onKeyUp={(event) => isPress(event.key) && hand.letGo()}
      onContextMenu={(event) => event.preventDefault()}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="8.5" cy="8.5" r="5.5" />
        <path d={way === 'in' ? 'M12.5 12.5 L17 17 M6 8.5 H11 M8.5 6 V11' : 'M12.5 12.5 L17 17 M6 8.5 H11'} />
      </svg>
    </button>
  );
}
