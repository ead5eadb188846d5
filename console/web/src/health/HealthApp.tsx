import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../admin/PageHead';
import { Shown } from '../admin/Shown';
import { useLoaded } from '../admin/useLoaded';
import { Frame } from '../frame/Frame';
import { usePermission } from '../session/session';
import { EmptyState } from '../ui/EmptyState';
import { getRoomHealth } from './asks';
import { HealthSummary } from './HealthSummary';
import { HealthTable } from './HealthTable';
import { badness, inOrder } from './rows';
import type { RoomHealth } from './shapes';
import '../admin/admin.css';
import './health.css';

const REFRESH_S = 3;

/** How every camera, every process and the disk is doing; what is wrong first. */
export default function HealthApp() {
  const { t } = useTranslation();
  const maySee = usePermission('system.view');
  useEffect(() => {
    document.title = t('health:title');
  }, [t]);
  if (!maySee) return <EmptyState title={t('health:forbidden')} hint={t('health:forbidden_hint')} />;
  return <Frame><Health /></Frame>;
}

function Health() {
  const { t } = useTranslation();
  const loaded = useLoaded(getRoomHealth, REFRESH_S);
  return (
    <div className="health">
      <PageHead title={t('health:title')} hint={t('health:hint')} />
      <Shown loaded={loaded}>
        {(room) => (
          <>
            <HealthSummary room={room} />
            <Cameras room={room} />
          </>
        )}
      </Shown>
    </div>
  );
}

function Cameras({ room }: { room: RoomHealth }) {
  const { t } = useTranslation();
  const [isTroubleOnly, setTroubleOnly] = useState(false);
  const bad = room.cameras.filter((camera) => badness(camera) > 0);
  const used = room.cameras.filter((camera) => camera.state !== 'disabled');
  if (room.cameras.length === 0) return <EmptyState title={t('health:no_cameras')} hint={t('health:no_cameras_hint')} />;
  return (
    <section aria-label={t('health:cameras')}>
      <div className="health-filter" role="group" aria-label={t('health:filter')}>
        <button type="button" aria-pressed={!isTroubleOnly} onClick={() => setTroubleOnly(false)}>
          {t('health:all')} <b>{room.cameras.length}</b>
        </button>
        <button type="button" aria-pressed={isTroubleOnly} onClick={() => setTroubleOnly(true)}>
          {t('health:trouble_only')} <b>{bad.length}</b>
        </button>
      </div>
      {isTroubleOnly && bad.length === 0 ? (
        <EmptyState title={t('health:all_well', { count: used.length })} hint={t('health:all_well_hint')} />
      ) : (
        <HealthTable cameras={inOrder(isTroubleOnly ? bad : room.cameras)} />
      )}
    </section>
  );
}
