import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../api/shapes';
import { momentAt, shareOf, ticksOf } from '../../console/timebar/timeline';
import { useZone } from '../../session/session';
import { clockTime, dateTime, shortTime, zoneName } from '../../time/format';
import { frameUrl } from '../asks';
import { desk } from '../desk';
import { useReview } from '../store';
import { LaneRow } from './LaneRow';
import { between, moved, zoomed } from './zoom';

const ZOOM = 1.25;
/** A drag shorter than this is a press. */
const PRESS_PX = 4;
const PREVIEW_MS = 60;

interface Hover {
  share: number;
  camera: Camera | undefined;
}

/** The cameras' time below each other. Press to go there, drag to mark a stretch, turn the wheel to zoom. */
export function Lanes({ cameras }: { cameras: Camera[] }) {
  const { t } = useTranslation();
  const zone = useZone();
  const field = useRef<HTMLDivElement>(null);
  const pressed = useRef<{ x: number; atMs: number; isRuler: boolean } | null>(null);
  const [hover, setHover] = useState<Hover | null>(null);
  const { window, range } = useReview();
  const atMs = useReview((state) => state.atMs);

  useEffect(() => {
    const element = field.current;
    if (!element) return;
    // React listens passively, and then the page would scroll along.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const { left, width } = element.getBoundingClientRect();
      const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      const turned = isSideways ? event.deltaX || event.deltaY : event.deltaY;
      useReview.setState((held) => ({
        window: isSideways
          ? moved(held.window, turned / 1500)
          : zoomed(held.window, (event.clientX - left) / width, turned > 0 ? ZOOM : 1 / ZOOM),
      }));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, []);

  const shareUnder = (event: PointerEvent) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return (event.clientX - left) / width;
  };
  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const isRuler = (event.target as HTMLElement).closest('.lanes-ruler') !== null;
    pressed.current = { x: event.clientX, atMs: momentAt(window, shareUnder(event)), isRuler };
    if (isRuler) desk.seek(pressed.current.atMs);
  };
  const onMove = (event: PointerEvent<HTMLDivElement>) => {
    const share = shareUnder(event);
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-lane]')?.dataset.lane;
    setHover({ share, camera: cameras.find((camera) => camera.id === row) ?? cameras[0] });
    const from = pressed.current;
    if (!from) return;
    if (from.isRuler) desk.seek(momentAt(window, share));
    else if (Math.abs(event.clientX - from.x) >= PRESS_PX) {
      useReview.setState({ range: between(from.atMs, momentAt(window, share)) });
    }
  };
  const onUp = (event: PointerEvent<HTMLDivElement>) => {
    const from = pressed.current;
    pressed.current = null;
    if (!from || from.isRuler || Math.abs(event.clientX - from.x) >= PRESS_PX) return;
    useReview.setState({ range: null });
    desk.seek(from.atMs);
  };

  return (
    <div className="lanes">
      <div className="lanes-names">
        <span className="lanes-corner">{zoneName(new Date(atMs), zone)}</span>
        {cameras.map((camera) => (
          <span key={camera.id} className="lanes-name" title={camera.name}>{camera.name}</span>
        ))}
      </div>
      <div
        ref={field}
        className="lanes-field"
        role="slider"
        tabIndex={0}
        aria-label={t('review:time')}
        aria-valuenow={Math.round(atMs)}
        aria-valuetext={dateTime(atMs, zone)}
        onPointerDown={onDown}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onPointerLeave={() => setHover(null)}
      >
        <div className="lanes-ruler">
          {ticksOf(window, 10).map((tick) => (
            <span key={tick.atMs} className="lanes-tick" style={{ left: `${tick.share * 100}%` }}>
              {window.endMs - window.startMs > 600_000 ? shortTime(tick.atMs, zone) : clockTime(tick.atMs, zone)}
            </span>
          ))}
        </div>
        {cameras.map((camera) => (
          <div key={camera.id} data-lane={camera.id}>
            <LaneRow camera={camera} />
          </div>
        ))}
        {range && (
          <i
            className="lanes-range"
            style={{ left: `${shareOf(window, range.startMs) * 100}%`, right: `${(1 - shareOf(window, range.endMs)) * 100}%` }}
          />
        )}
        <i className="lanes-head" style={{ left: `${shareOf(window, atMs) * 100}%` }} />
        {hover && <i className="lanes-pointer" style={{ left: `${hover.share * 100}%` }} />}
      </div>
      {hover?.camera && <Preview key={hover.camera.id} camera={hover.camera} share={hover.share} atMs={momentAt(window, hover.share)} />}
    </div>
  );
}

/** What is to be seen at the moment under the pointer. */
function Preview({ camera, share, atMs }: { camera: Camera; share: number; atMs: number }) {
  const zone = useZone();
  const [shownMs, setShown] = useState(atMs);
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(atMs), PREVIEW_MS);
    return () => clearTimeout(timer);
  }, [atMs]);
  return (
    <div className="lanes-preview" style={{ left: `clamp(0px, calc(148px + (100% - 148px) * ${share} - 120px), calc(100% - 240px))` }}>
      <img
        src={frameUrl(camera.id, shownMs, 240)}
        alt=""
        className={isMissing ? 'is-hidden' : undefined}
        onLoad={() => setMissing(false)}
        onError={() => setMissing(true)}
      />
      <span>{clockTime(atMs, zone)} · {camera.name}</span>
    </div>
  );
}
