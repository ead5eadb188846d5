import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { clockTime } from '../../time/format';
import { startCamera, useCamera } from '../camera/publisher';
import { useParcels } from '../parcels/postman';
import type { Panic } from '../shapes';
import { cameraAskedAt, panicMood } from './panic';
import './panic.css';

/** What became of the press, in words that need no second look; and the camera, when the room asks for it. */
export function PanicStrip({ panic }: { panic: Panic | null }) {
  const { t } = useTranslation();
  const zone = useZone();
  const waiting = useParcels((state) => state.waiting);
  const [readId, setRead] = useState<string | null>(null);
  const mood = panicMood(panic, waiting);
  if (mood === null || (mood === 'cleared' && panic?.id === readId)) return null;
  const pressedAt = mood === 'sending' ? waiting.find((each) => each.kind === 'panic')?.at : panic?.last_pressed_at;
  const time = pressedAt ? clockTime(pressedAt, zone) : '';
  const name = (mood === 'taken' ? panic?.taken_by : panic?.cleared_by) ?? '';
  return (
    <section className={`panic-strip panic-${mood}`} role="alert">
      <strong>{t(`panic:mood.${mood}`, { time, name })}</strong>
      <span>{mood === 'cleared' ? panic?.reason : t(`panic:mood_hint.${mood}`)}</span>
      {mood === 'cleared' && (
        <button type="button" className="panic-act" onClick={() => setRead(panic?.id ?? null)}>{t('unit:notice.read')}</button>
      )}
      {mood !== 'cleared' && <CameraWanted panic={panic} />}
    </section>
  );
}

/** The room asks; showing the camera stays the officer's own act. */
function CameraWanted({ panic }: { panic: Panic | null }) {
  const { t } = useTranslation();
  const askedAt = cameraAskedAt(panic);
  const phase = useCamera((state) => state.phase);
  const trouble = useCamera((state) => state.trouble);
  useEffect(() => {
    if (askedAt) navigator.vibrate?.([80, 60, 80]);
  }, [askedAt]);
  if (!askedAt) return null;
  if (phase !== 'off') return <span className="panic-camera">{t('panic:camera_on')}</span>;
  return (
    <>
      {trouble && <span className="panic-camera">{t(`unit:camera_help.${trouble}`)}</span>}
      <button type="button" className="panic-act" onClick={() => void startCamera()}>{t('panic:show_camera')}</button>
    </>
  );
}
