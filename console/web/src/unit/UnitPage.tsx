import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CameraSheet } from './camera/CameraSheet';
import { CameraStrip } from './camera/CameraStrip';
import './camera/camera.css';
import { useCameraDuty } from './camera/useCameraDuty';
import { EventNotices } from './EventNotices';
import { IdleCard } from './IdleCard';
import { OrderCard } from './OrderCard';
import { OthersBar } from './OthersBar';
import { StepDock } from './StepDock';
import { useUnit } from './store';
import { TopBar } from './TopBar';
import { TroubleStrip } from './TroubleStrip';
import { useDesk } from './useDesk';
import { useUnitDuty } from './useUnitDuty';
import type { UnitHome } from './shapes';
import { WaitingStrip } from './WaitingStrip';

/** Everything that a signed-in unit sees. */
export function UnitPage({ unitId }: { unitId: string }) {
  const { t } = useTranslation();
  const home = useUnit((state) => state.home);
  useUnitDuty(unitId);
  useCameraDuty();
  if (!home) {
    return (
      <main className="unit">
        <TroubleStrip />
        <div className="unit-blank">{t('unit:loading')}</div>
      </main>
    );
  }
  return <Duty home={home} />;
}

function Duty({ home }: { home: UnitHome }) {
  const { present, others } = useDesk(home);
  const [isCameraOpen, setCameraOpen] = useState(false);
  const openCamera = () => setCameraOpen(true);
  return (
    <main className="unit">
      <TopBar unit={home.unit} onCamera={openCamera} />
      <CameraStrip onOpen={openCamera} />
      <TroubleStrip />
      <WaitingStrip />
      <EventNotices home={home} />
      {present && others.length > 0 && <OthersBar home={home} present={present} others={others} />}
      <div className="unit-scroll" key={`card-${present?.id}`}>
        {present ? <OrderCard home={home} order={present} /> : <IdleCard unit={home.unit} />}
      </div>
      {present && <StepDock key={`dock-${present.id}`} home={home} order={present} />}
      {isCameraOpen && <CameraSheet onClose={() => setCameraOpen(false)} />}
    </main>
  );
}
