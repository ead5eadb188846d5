import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { Frame } from '../frame/Frame';
import { usePermission } from '../session/session';
import { serverNow, useRoom } from '../state/store';
import { EmptyState } from '../ui/EmptyState';
import { readAddress, reviewPath } from './address';
import { CameraPicker } from './CameraPicker';
import { desk } from './desk';
import { Lanes } from './lanes/Lanes';
import { around } from './lanes/zoom';
import { QuietToggle } from './QuietToggle';
import { RangeActions } from './RangeActions';
import { ReviewTile } from './ReviewTile';
import { SidePanel } from './side/SidePanel';
import { useReview } from './store';
import { Transport } from './Transport';
import { useReviewKeys } from './useReviewKeys';
import '../console/stage/stage.css';
import '../console/timebar/timebar.css';
import './review.css';

const FIRST_LENGTH_MS = 3_600_000;
const AGO_MS = 60_000;

/** The past: find the moment, look at it through several cameras in step, keep it. */
export default function ReviewApp() {
  const { t } = useTranslation();
  const mayReview = usePermission('footage.playback');
  const isLoaded = useRoom((state) => state.isLoaded);
  if (!mayReview) return <EmptyState title={t('review:forbidden')} hint={t('review:forbidden_hint')} />;
  return <Frame>{isLoaded && <Review />}</Frame>;
}

function Review() {
  const { t } = useTranslation();
  const all = useRoom((state) => state.room.cameras);
  const cameraIds = useReview((state) => state.cameraIds);
  const cameras = useMemo(() => cameraIds.flatMap((id) => all[id] ?? []), [cameraIds, all]);
  useAddress();
  useReviewKeys();

  useEffect(() => {
    document.title = t('review:title');
  }, [t]);
  useEffect(() => desk.open(), []);

  const remove = (id: string) => useReview.setState((held) => ({ cameraIds: held.cameraIds.filter((one) => one !== id) }));
  const columns = Math.max(1, Math.ceil(Math.sqrt(cameras.length)));
  return (
    <div className="review">
      <SidePanel />
      <div className="review-main">
        {cameras.length === 0 ? (
          <EmptyState title={t('review:empty')} hint={t('review:empty_hint')} />
        ) : (
          <div
            className="review-tiles"
            style={{ '--columns': columns, '--rows': Math.ceil(cameras.length / columns) } as React.CSSProperties}
          >
            {cameras.map((camera) => (
              <ReviewTile key={camera.id} camera={camera} isOnly={cameras.length === 1} onRemove={() => remove(camera.id)} />
            ))}
          </div>
        )}
        <div className="review-bar">
          <Transport />
          <QuietToggle />
          <CameraPicker />
        </div>
        <Lanes cameras={cameras} />
        <RangeActions />
      </div>
    </div>
  );
}

/** Begin where the address says, else a minute ago at the first camera; then keep the address true. */
function useAddress(): void {
  const { search } = useLocation();
  useEffect(() => {
    const { cameraIds, atMs } = readAddress(new URLSearchParams(search));
    const held = useReview.getState();
    const cameras = useRoom.getState().room.cameras;
    const first = Object.values(cameras).sort((a, b) => a.name.localeCompare(b.name))[0];
    const wanted = cameraIds.filter((id) => cameras[id]);
    const kept = held.cameraIds.filter((id) => cameras[id]);
    const shown = wanted.length > 0 ? wanted : kept.length > 0 ? kept : first ? [first.id] : [];
    const moment = atMs ?? (held.atMs || serverNow() - AGO_MS);
    useReview.setState({ cameraIds: shown, window: around(moment, FIRST_LENGTH_MS) });
    desk.seek(moment);
  }, [search]);

  const cameraIds = useReview((state) => state.cameraIds);
  const isRunning = useReview((state) => state.isRunning);
  useEffect(() => {
    if (cameraIds.length > 0) window.history.replaceState(window.history.state, '', reviewPath(cameraIds, desk.clock.now()));
  }, [cameraIds, isRunning]);
}
