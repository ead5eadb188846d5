import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Frame } from '../frame/Frame';
import { usePermission } from '../session/session';
import { useRoom } from '../state/store';
import { EmptyState } from '../ui/EmptyState';
import { CameraChooser } from './CameraChooser';
import { Focus } from './Focus';
import { columnsOf, pagesOf, shownCameras, turned } from './layout';
import { worstByCamera } from './openEvents';
import { Tile } from './Tile';
import { useWall } from './useWall';
import { WallBar } from './WallBar';
import '../console/stage/stage.css';
import './wall.css';

/** Many cameras at once. */
export default function WallApp() {
  const { t } = useTranslation();
  const isLoaded = useRoom((state) => state.isLoaded);
  const mayWatch = usePermission('footage.live');
  const all = useRoom((state) => state.room.cameras);
  const events = useRoom((state) => state.room.events);
  const [wall, change] = useWall();
  const [page, setPage] = useState(0);
  const [isChoosing, setChoosing] = useState(false);
  const [focused, setFocused] = useState<string | null>(null);

  const cameras = useMemo(() => shownCameras(wall, Object.values(all)), [wall, all]);
  const worst = useMemo(() => worstByCamera(Object.values(events)), [events]);
  const pages = pagesOf(cameras.length, wall.size);
  const shownPage = Math.min(page, pages - 1);
  const tiles = cameras.slice(shownPage * wall.size, (shownPage + 1) * wall.size);
  const columns = columnsOf(wall.size, tiles.length);
  const focus = cameras.find((camera) => camera.id === focused);

  const turn = useCallback((by: 1 | -1) => setPage((held) => turned(Math.min(held, pages - 1), by, pages)), [pages]);
  const close = useCallback(() => setFocused(null), []);
  const step = useCallback(
    (by: 1 | -1) => setFocused((held) => cameras[turned(cameras.findIndex(({ id }) => id === held), by, cameras.length)]?.id ?? null),
    [cameras],
  );

  useEffect(() => {
    document.title = t('wall:title');
  }, [t]);

  useEffect(() => {
    if (wall.turnS === 0 || pages < 2 || focused || isChoosing) return;
    const timer = setInterval(() => turn(1), wall.turnS * 1000);
    return () => clearInterval(timer);
  }, [wall.turnS, pages, focused, isChoosing, turn]);

  if (!mayWatch) return <EmptyState title={t('wall:forbidden')} hint={t('wall:forbidden_hint')} />;
  return (
    <Frame>
      <div className="wall">
        <WallBar wall={wall} page={shownPage} pages={pages} onChange={change} onTurn={turn} onChoose={() => setChoosing(true)} />
        {isLoaded && cameras.length === 0 && <EmptyState title={t('wall:empty')} hint={t('wall:empty_hint')} />}
        <div className="wall-tiles" style={{ '--columns': columns, '--rows': Math.ceil(tiles.length / columns) } as React.CSSProperties}>
          {tiles.map((camera) => (
            <Tile
              key={camera.id}
              camera={camera}
              event={worst.get(camera.id)}
              isCovered={focus !== undefined}
              onOpen={() => setFocused(camera.id)}
            />
          ))}
        </div>
        {focus && <Focus camera={focus} onClose={close} onStep={step} />}
        {isChoosing && (
          <CameraChooser
            cameras={Object.values(all).sort((a, b) => a.name.localeCompare(b.name))}
            chosen={wall.cameras}
            onClose={() => setChoosing(false)}
            onDone={(chosen) => {
              change({ cameras: chosen });
              setPage(0);
              setChoosing(false);
            }}
          />
        )}
      </div>
    </Frame>
  );
}
