import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CameraSheet } from './camera/CameraSheet';
import { CameraStrip } from './camera/CameraStrip';
import './camera/camera.css';
import { useCameraDuty } from './camera/useCameraDuty';
import { EventNotices } from './EventNotices';
import { IdleCard } from './IdleCard';
import { rememberUnit } from './lastUnit';
import { MessageBar } from './messages/MessageBar';
import { MessageSheet } from './messages/MessageSheet';
import { OrderCard } from './OrderCard';
import { OthersBar } from './OthersBar';
import { PanicButton } from './panic/PanicButton';
import { PanicStrip } from './panic/PanicStrip';
import { StepDock } from './StepDock';
import { useUnit } from './store';
import { DutyStrip } from './tour/DutyStrip';
import { TourCard } from './tour/TourCard';
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
        <PanicStrip panic={null} />
        <div className="unit-blank">{t('unit:loading')}</div>
        <PanicButton />
      </main>
    );
  }
  return <Duty home={home} />;
}

function Duty({ home }: { home: UnitHome }) {
  const { present, others } = useDesk(home);
  useEffect(() => rememberUnit({ id: home.unit.id, callsign: home.unit.callsign }), [home.unit.id, home.unit.callsign]);
  const [isCameraOpen, setCameraOpen] = useState(false);
  const [isTalking, setTalking] = useState(false);
  const openCamera = () => setCameraOpen(true);
  return (
    <main className="unit">
      <TopBar unit={home.unit} onCamera={openCamera} />
      <PanicStrip panic={home.panic} />
      <CameraStrip onOpen={openCamera} />
      <TroubleStrip />
      <DutyStrip unit={home.unit} />
      <WaitingStrip />
      <MessageBar home={home} onOpen={() => setTalking(true)} />
      <EventNotices home={home} />
      {present && others.length > 0 && <OthersBar home={home} present={present} others={others} />}
      <div className="unit-scroll" key={`card-${present?.id}`}>
        {present && <OrderCard home={home} order={present} />}
        {home.unit.status !== 'off_duty' && <TourCard unitId={home.unit.id} isIdle={!present} />}
        {!present && <IdleCard unit={home.unit} />}
      </div>
      {present && <StepDock key={`dock-${present.id}`} home={home} order={present} />}
      <PanicButton />
      {isTalking && <MessageSheet home={home} onClose={() => setTalking(false)} />}
      {isCameraOpen && <CameraSheet onClose={() => setCameraOpen(false)} />}
    </main>
  );
}
