import { type Dispatch, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PicturePoint, Scene } from '../shapes';
import { type Change, pairsOf, rulesOf, tripwiresOf, zonesOf } from './draft';
import type { GroundFit } from './groundFit';
import { PairMarks } from './PairMarks';
import { PersonMarks } from './PersonMarks';
import { ArrowShape } from './rules/ArrowShape';
import { newShapeId, type Tool } from './tool';
import { TripwireShape } from './TripwireShape';
import { ZoneShape } from './ZoneShape';

interface Props {
  cameraId: string;
  scene: Scene;
  change: Dispatch<Change>;
  tool: Tool;
  setTool: (tool: Tool) => void;
  selectedId: string | null;
  select: (id: string | null) => void;
  /** The picture point that waits for its place on the map. */
  waiting: PicturePoint | null;
  setWaiting: (point: PicturePoint | null) => void;
  /** The rule whose form is open: its arrow can be dragged. */
  openRuleId: string | null;
  /** Something is drawn on the map, not here. */
  isOver: boolean;
  /** While calibrating: how picture and map agree, to show people of a known height. */
  fit: GroundFit | null;
  onPictureMissing: () => void;
}

const WIDTH = 1000;
const CLOSE_DISTANCE = 22;

/** The camera's picture, drawn on by hand. Coordinates inside are 1000 wide; outside they are normalised. */
export function PictureCanvas(props: Props) {
  const { cameraId, scene, change, tool, setTool, selectedId, select, waiting, setWaiting, openRuleId, isOver, fit, onPictureMissing } = props;
  const { t } = useTranslation();
  const svg = useRef<SVGSVGElement>(null);
  const [height, setHeight] = useState(562.5);
  const [drawn, setDrawn] = useState<PicturePoint[]>([]);
  const [cursor, setCursor] = useState<PicturePoint | null>(null);
  const [pictureAt] = useState(() => Date.now());

  useEffect(() => setDrawn([]), [tool]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setTool(tool === 'pair' ? 'pair' : 'select');
      if (event.key === 'Escape') setDrawn([]);
      if (event.key === 'Enter' && tool === 'zone' && !isOver && drawn.length >= 3) finishZone(drawn);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });

  function pointOf(event: PointerEvent): PicturePoint {
    const frame = svg.current?.getBoundingClientRect();
    if (!frame) return { x: 0, y: 0 };
    const share = (value: number) => Math.min(1, Math.max(0, value));
    return { x: share((event.clientX - frame.left) / frame.width), y: share((event.clientY - frame.top) / frame.height) };
  }

  function finishZone(polygon: PicturePoint[]) {
    const id = newShapeId('zone');
    change({ do: 'add_zone', zone: { id, name: t('admin:scene.zone_name', { number: zonesOf(scene).length + 1 }), polygon } });
    done(id);
  }

  function finishTripwire(start: PicturePoint, end: PicturePoint) {
    const id = newShapeId('line');
    const name = t('admin:scene.line_name', { number: tripwiresOf(scene).length + 1 });
    change({ do: 'add_tripwire', tripwire: { id, name, start, end } });
    done(id);
  }

  function done(id: string) {
    setDrawn([]);
    setTool('select');
    select(id);
  }

  function press(event: PointerEvent) {
    const point = pointOf(event);
    if (tool === 'select' || isOver) return select(null);
    if (tool === 'pair') return setWaiting(point);
    const first = drawn[0];
    if (tool === 'tripwire') return first ? finishTripwire(first, point) : setDrawn([point]);
    const isClosing = first && drawn.length >= 3 && apart(first, point, height) < CLOSE_DISTANCE;
    if (isClosing) finishZone(drawn);
    else setDrawn([...drawn, point]);
  }

  const line = [...drawn, ...(cursor && drawn.length > 0 ? [cursor] : [])];
  const frame = { height, width: WIDTH, pointOf };
  return (
    <div className={`picture tool-${tool}`}>
      <img src={`/api/cameras/${encodeURIComponent(cameraId)}/picture.jpg?width=1280&at=${pictureAt}`} alt="" draggable={false}
        onLoad={({ currentTarget: image }) => setHeight((WIDTH * image.naturalHeight) / image.naturalWidth)}
        onError={onPictureMissing} />
      <svg ref={svg} viewBox={`0 0 ${WIDTH} ${height}`} role="application" aria-label={t('admin:scene.picture')}
        onPointerDown={press} onPointerMove={(event) => drawn.length > 0 && setCursor(pointOf(event))}>
        {zonesOf(scene).map((zone) => (
          <ZoneShape key={zone.id} zone={zone} frame={frame} isSelected={zone.id === selectedId} isLive={tool === 'select'}
            onSelect={() => select(zone.id)} onChange={(part) => change({ do: 'change_zone', id: zone.id, change: part })} />
        ))}
        {tripwiresOf(scene).map((each) => (
          <TripwireShape key={each.id} tripwire={each} frame={frame} isSelected={each.id === selectedId}
            isLive={tool === 'select'} onSelect={() => select(each.id)}
            onChange={(part) => change({ do: 'change_tripwire', id: each.id, change: part })} />
        ))}
        {tool === 'select' && rulesOf(scene).map((rule) => rule.arrow && (
          <ArrowShape key={rule.id} arrow={rule.arrow} name={rule.name} frame={frame} isOpen={rule.id === openRuleId}
            onChange={(arrow) => change({ do: 'change_rule', id: rule.id, change: { arrow } })} />
        ))}
        {fit && <PersonMarks fit={fit} frame={frame} />}
        {tool === 'pair' && (
          <PairMarks pairs={pairsOf(scene)} waiting={waiting} frame={frame}
            onMove={(index, picture) => change({ do: 'move_pair', index, picture })} />
        )}
        {line.length > 0 && (
          <>
            <polyline className="drawing" points={line.map(({ x, y }) => `${x * WIDTH},${y * height}`).join(' ')} />
            {drawn.map(({ x, y }, index) => (
              <circle key={index} className="drawing-point" cx={x * WIDTH} cy={y * height} r={index === 0 ? 9 : 5} />
            ))}
          </>
        )}
      </svg>
    </div>
  );
}

function apart(a: PicturePoint, b: PicturePoint, height: number): number {
  return Math.hypot((a.x - b.x) * WIDTH, (a.y - b.y) * height);
}
