import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { usePermission, useZone } from '../../session/session';
import { useRoom } from '../../state/store';
import { clockTime, duration } from '../../time/format';
import { useServerNow } from '../../time/useServerNow';
import { ReasonForm } from '../incident/ReasonForm';
import { lookThrough, showPlace } from '../selection';
import { askCamera, clearPanic, takePanic } from './asks';
import { isHeard, panicsInOrder, phoneCameraOf, placeAgeS } from './panics';
import type { Panic } from './shapes';
import { showHelp, showPanic } from './showPanic';
import { useSiren } from './useSiren';
import './panic.css';

/** Panics stand across the whole page, in every part of it, until somebody clears them; they cover nothing. */
export function PanicStrip() {
  const { t } = useTranslation();
  const held = useRoom((state) => state.room.panics);
  const panics = useMemo(() => panicsInOrder(held), [held]);
  const isAudible = useSiren(isHeard(panics));
  if (panics.length === 0) return null;
  return (
    <div className="panics" role="alert" aria-label={t('panic:room.title')}>
      {!isAudible && isHeard(panics) && <p className="panics-mute">{t('panic:room.mute')}</p>}
      <ul>
        {panics.map((panic) => (
          <PanicLine key={panic.id} panic={panic} />
        ))}
      </ul>
    </div>
  );
}

function PanicLine({ panic }: { panic: Panic }) {
  const { t } = useTranslation();
  const mayAct = usePermission('incidents.handle');
  const navigate = useNavigate();
  const [isClearing, setClearing] = useState(false);
  const go = (show: (panic: Panic) => void) => {
    void navigate('/');
    show(panic);
  };
  return (
    <li className={`panic panic-${panic.state}`}>
      <b className="panic-who">SOS · {panic.callsign}</b>
      <PanicWords panic={panic} />
      {isClearing ? (
        <ReasonForm label={t('panic:room.reason')} action={t('panic:room.clear')} onCancel={() => setClearing(false)}
          onSubmit={(reason) => clearPanic(panic.id, reason)} />
      ) : (
        <span className="panic-acts">
          {mayAct && panic.state === 'raised' && (
            <button type="button" className="panic-take" onClick={() => void takePanic(panic.id)}>{t('panic:room.take')}</button>
          )}
          <button type="button" onClick={() => go(showPanic)}>{t('panic:room.show')}</button>
          <button type="button" onClick={() => go(showHelp)}>{t('panic:room.help')}</button>
          <CameraAct panic={panic} mayAct={mayAct} />
          {mayAct && <button type="button" onClick={() => setClearing(true)}>{t('panic:room.clear')}…</button>}
        </span>
      )}
    </li>
  );
}

/** Since when, how fresh the place is, who has it. */
function PanicWords({ panic }: { panic: Panic }) {
  const { t } = useTranslation();
  const zone = useZone();
  const now = useServerNow();
  const unit = useRoom((state) => state.room.units[panic.unit_id]);
  const ageS = placeAgeS(panic, unit, now);
  const parts = [
    t('panic:room.since', { time: clockTime(panic.last_pressed_at, zone), for: duration((now - Date.parse(panic.last_pressed_at)) / 1000) }),
    panic.presses > 1 && t('panic:room.presses', { presses: panic.presses }),
    ageS === null ? t('panic:room.no_place') : t('panic:room.place', { for: duration(ageS) }),
    panic.state === 'taken' ? t('panic:room.taken', { name: panic.taken_by }) : t('panic:room.nobody'),
  ];
  return <span className="panic-words">{parts.filter(Boolean).join(' · ')}</span>;
}

function CameraAct({ panic, mayAct }: { panic: Panic; mayAct: boolean }) {
  const { t } = useTranslation();
  const zone = useZone();
  const camera = useRoom((state) => phoneCameraOf(panic, state.room.cameras));
  const look = () => {
    if (!camera) return;
    lookThrough(camera.id);
    showPlace('stage');
  };
  if (camera) return <button type="button" onClick={look}>{t('panic:room.look')}</button>;
  if (!mayAct) return null;
  return (
    <button type="button" onClick={() => void askCamera(panic.id)}>
      {panic.camera_asked_at ? t('panic:room.camera_again', { time: clockTime(panic.camera_asked_at, zone) }) : t('panic:room.camera')}
    </button>
  );
}
