import type { Map as MapLibre } from 'maplibre-gl';
import type { Severity } from '../../api/shapes';
import { DRAWN_KINDS, drawingOf } from '../../ui/kinds/drawings';

/** Shapes of the map, drawn once per theme from the tokens. Drawn at twice the size for sharp screens. */
const SCALE = 2;

type Draw = (pen: CanvasRenderingContext2D) => void;

function drawn(size: number, draw: Draw): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * SCALE;
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
  pen.scale(SCALE, SCALE);
  pen.translate(size / 2, size / 2);
  pen.lineJoin = 'round';
  draw(pen);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

type Colour = (token: string) => string;

function camera(colour: Colour, state: string, isSelected: boolean): Draw {
  return (pen) => {
    const ink = state === 'online' || state === 'troubled' ? colour('--accent') : colour('--text-faint');
    if (isSelected) {
      pen.beginPath();
      pen.arc(0, 0, 11, 0, Math.PI * 2);
      pen.strokeStyle = colour('--text');
      pen.lineWidth = 1.5;
      pen.stroke();
    }
    pen.beginPath();
    pen.arc(0, 0, 7.5, 0, Math.PI * 2);
    pen.fillStyle = colour('--surface');
    pen.fill();
    pen.strokeStyle = state === 'offline' ? colour('--high') : ink;
    pen.lineWidth = 1.5;
    if (state === 'connecting') pen.setLineDash([3, 2]);
    pen.stroke();
    pen.setLineDash([]);
    pen.fillStyle = state === 'offline' ? colour('--high') : ink;
    pen.fillRect(-4, -2.5, 5.5, 5);
    pen.beginPath();
    pen.moveTo(2, -0.5);
    pen.lineTo(4.5, -2.5);
    pen.lineTo(4.5, 2.5);
    pen.lineTo(2, 0.5);
    pen.fill();
    if (state === 'troubled') trouble(pen, colour);
    if (state === 'offline' || state === 'disabled') {
      pen.beginPath();
      pen.moveTo(-8, 8);
      pen.lineTo(8, -8);
      pen.strokeStyle = colour('--surface');
      pen.lineWidth = 4;
      pen.stroke();
      pen.strokeStyle = state === 'offline' ? colour('--high') : ink;
      pen.lineWidth = 1.8;
      pen.stroke();
    }
  };
}

/** A triangle at the camera's shoulder: it sends, but something is wrong with it. */
function trouble(pen: CanvasRenderingContext2D, colour: Colour): void {
  pen.beginPath();
  pen.moveTo(7, -12);
  pen.lineTo(13.5, -1);
  pen.lineTo(0.5, -1);
  pen.closePath();
  pen.fillStyle = colour('--high');
  pen.fill();
  pen.strokeStyle = colour('--surface');
  pen.lineWidth = 1.5;
  pen.stroke();
  pen.fillStyle = colour('--ground');
  pen.font = '800 8px system-ui, sans-serif';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText('!', 7, -4.5);
}

function diamond(pen: CanvasRenderingContext2D, radius: number): void {
  pen.beginPath();
  pen.moveTo(0, -radius);
  pen.lineTo(radius, 0);
  pen.lineTo(0, radius);
  pen.lineTo(-radius, 0);
  pen.closePath();
}

/** The marks inside say the severity without colour: !, a bar more for each step. */
const INNER: Record<Severity, string> = { critical: '!!', high: '!', medium: '–', low: '·' };

function event(colour: Colour, severity: Severity, isSelected: boolean): Draw {
  return (pen) => {
    if (isSelected) {
      diamond(pen, 15);
      pen.strokeStyle = colour('--text');
      pen.lineWidth = 1.8;
      pen.stroke();
    }
    diamond(pen, 11);
    pen.fillStyle = colour(`--${severity}`);
    pen.fill();
    pen.strokeStyle = colour('--ground');
    pen.lineWidth = 1.5;
    pen.stroke();
    pen.fillStyle = colour('--ground');
    pen.font = '800 10px system-ui, sans-serif';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(INNER[severity], 0, 0.5);
  };
}

/** The diamond of an event with what it is at its shoulder. */
function eventOfKind(colour: Colour, severity: Severity, kind: string, isSelected: boolean): Draw {
  return (pen) => {
    event(colour, severity, isSelected)(pen);
    pen.beginPath();
    pen.arc(12, -11, 8.5, 0, Math.PI * 2);
    pen.fillStyle = colour('--surface-raised');
    pen.fill();
    pen.strokeStyle = colour(`--${severity}`);
    pen.lineWidth = 1.2;
    pen.stroke();
    pen.translate(12 - 6.5, -11 - 6.5);
    pen.scale(13 / 24, 13 / 24);
    pen.strokeStyle = colour('--text');
    pen.lineWidth = 2.2;
    pen.lineCap = 'round';
    pen.stroke(new Path2D(drawingOf(kind)));
  };
}

function incident(colour: Colour, severity: Severity, isSelected: boolean): Draw {
  return (pen) => {
    pen.beginPath();
    pen.arc(0, 0, 13, 0, Math.PI * 2);
    pen.strokeStyle = colour('--ground');
    pen.lineWidth = 6;
    pen.stroke();
    pen.strokeStyle = colour(`--${severity}`);
    pen.lineWidth = 3;
    pen.stroke();
    if (!isSelected) return;
    pen.beginPath();
    pen.arc(0, 0, 18, 0, Math.PI * 2);
    pen.strokeStyle = colour('--text');
    pen.lineWidth = 1.5;
    pen.stroke();
  };
}

const UNIT_COLOURS: Record<string, string> = {
  available: '--good', busy: '--accent', out_of_service: '--text-faint', stale: '--text-faint',
};

function unit(colour: Colour, look: string, isSelected: boolean): Draw {
  return (pen) => {
    const ink = colour(UNIT_COLOURS[look] ?? '--text-faint');
    pen.beginPath();
    pen.arc(0, 0, 7, 0, Math.PI * 2);
    pen.fillStyle = look === 'available' || look === 'busy' ? ink : colour('--surface');
    pen.fill();
    pen.strokeStyle = look === 'available' || look === 'busy' ? colour('--ground') : ink;
    pen.lineWidth = 1.8;
    if (look === 'stale') pen.setLineDash([3, 2.5]);
    pen.stroke();
    pen.setLineDash([]);
    if (look === 'busy') {
      pen.fillStyle = colour('--ground');
      pen.fillRect(-2.5, -2.5, 5, 5);
    }
    if (!isSelected) return;
    pen.beginPath();
    pen.arc(0, 0, 11.5, 0, Math.PI * 2);
    pen.strokeStyle = colour('--text');
    pen.lineWidth = 1.5;
    pen.stroke();
  };
}

/** Somebody of the unit pressed the panic button: the largest mark of the map, red within a red ring. */
function panic(colour: Colour, isSelected: boolean): Draw {
  return (pen) => {
    pen.beginPath();
    pen.arc(0, 0, 18.5, 0, Math.PI * 2);
    pen.strokeStyle = colour('--critical');
    pen.lineWidth = 4;
    pen.stroke();
    pen.beginPath();
    pen.arc(0, 0, 12, 0, Math.PI * 2);
    pen.fillStyle = colour('--critical');
    pen.fill();
    pen.strokeStyle = isSelected ? colour('--text') : colour('--ground');
    pen.lineWidth = 2;
    pen.stroke();
    pen.fillStyle = '#fff';
    pen.font = '800 17px system-ui, sans-serif';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText('!', 0, 1);
  };
}

/** A tick outside the disc, pointing north; the map turns it. */
function heading(colour: Colour): Draw {
  return (pen) => {
    pen.beginPath();
    pen.moveTo(0, -15);
    pen.lineTo(4, -9.5);
    pen.lineTo(-4, -9.5);
    pen.closePath();
    pen.fillStyle = colour('--text');
    pen.fill();
  };
}

/** Put every shape of the present theme into the map. */
export function addIcons(map: MapLibre, colour: Colour): void {
  const add = (name: string, draw: (isSelected: boolean) => Draw) => {
    for (const isSelected of [false, true]) {
      const image = drawn(44, draw(isSelected));
      map.addImage(isSelected ? `${name}-selected` : name, image, { pixelRatio: SCALE });
    }
  };
  for (const state of ['online', 'connecting', 'offline', 'disabled', 'troubled']) add(`camera-${state}`, (on) => camera(colour, state, on));
  for (const severity of ['low', 'medium', 'high', 'critical'] as const) {
    add(`event-${severity}`, (on) => event(colour, severity, on));
    for (const kind of DRAWN_KINDS) add(`event-${severity}-${kind}`, (on) => eventOfKind(colour, severity, kind, on));
    add(`incident-${severity}`, (on) => incident(colour, severity, on));
  }
  for (const look of Object.keys(UNIT_COLOURS)) add(`unit-${look}`, (on) => unit(colour, look, on));
  add('unit-panic', (on) => panic(colour, on));
  add('heading', () => heading(colour));
}
