import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera, TrackBox } from '../../api/shapes';
import { boxBoard, type NearBoxes } from '../../state/boxes';
import { serverNow } from '../../state/store';
import { boxRect, fitted, type Rect } from './boxGeometry';

/** Boxes further from the shown picture than this are not of it; on the way there they fade. */
const TOLERANCE_MS = 900;

interface Props {
  camera: Camera;
  /** What shows the picture. */
  video: () => HTMLVideoElement | null;
  /** Server time of the picture on screen; null when unknown. */
  shownAt: () => number | null;
}

/** What the analysis sees, drawn over the picture it saw it in. */
export function BoxCanvas({ camera, video, shownAt }: Props) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useRef({ shownAt, video });
  shown.current = { shownAt, video };

  useEffect(() => {
    let frame = 0;
    const word = (box: TrackBox) => t(`console:class.${box.object_class}`, { defaultValue: box.object_class });
    const draw = () => {
      frame = requestAnimationFrame(draw);
      const surface = canvas.current;
      if (!surface) return;
      const now = shown.current;
      paint(surface, now.video(), camera, boxBoard.at(camera.id, now.shownAt() ?? serverNow(), TOLERANCE_MS), word);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [camera, t]);

  return <canvas ref={canvas} className="picture-boxes" aria-hidden="true" />;
}

function paint(
  surface: HTMLCanvasElement, video: HTMLVideoElement | null, camera: Camera, near: NearBoxes | null, word: (box: TrackBox) => string,
): void {
  const { clientWidth: width, clientHeight: height } = surface;
  const scale = window.devicePixelRatio;
  if (surface.width !== width * scale || surface.height !== height * scale) {
    surface.width = width * scale;
    surface.height = height * scale;
  }
  const pen = surface.getContext('2d');
  if (!pen) return;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  if (!near) return;
  pen.globalAlpha = near.offMs < TOLERANCE_MS / 3 ? 1 : 1.3 - near.offMs / TOLERANCE_MS;
  const picture = fitted(
    { width: video?.videoWidth || camera.status.width || 16, height: video?.videoHeight || camera.status.height || 9 },
    { width, height },
  );
  const accent = getComputedStyle(surface).getPropertyValue('--box').trim();
  for (const box of near.boxes) outline(pen, boxRect(box.box, picture), word(box), accent);
}

function outline(pen: CanvasRenderingContext2D, rect: Rect, label: string, colour: string): void {
  pen.lineWidth = 3;
  pen.strokeStyle = 'rgb(0 0 0 / 0.55)';
  pen.strokeRect(rect.x, rect.y, rect.width, rect.height);
  pen.lineWidth = 1.5;
  pen.strokeStyle = colour;
  pen.strokeRect(rect.x, rect.y, rect.width, rect.height);
  pen.font = '600 10.5px system-ui, sans-serif';
  const top = rect.y > 15 ? rect.y - 4 : rect.y + rect.height + 12;
  pen.lineWidth = 3;
  pen.strokeStyle = 'rgb(0 0 0 / 0.7)';
  pen.strokeText(label, rect.x, top);
  pen.fillStyle = colour;
  pen.fillText(label, rect.x, top);
}
