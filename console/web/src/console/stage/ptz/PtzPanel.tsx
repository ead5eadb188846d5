import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '../../../admin/useLoaded';
import { asFault } from '../../../api/fault';
import { usePermission, useSession } from '../../../session/session';
import { useRoom } from '../../../state/store';
import { useServerNow } from '../../../time/useServerNow';
import { tellFault } from '../../../ui/notify';
import { onvifOf, switchTour } from './asks';
import { Presets } from './Presets';
import type { OnvifState } from './shapes';
import { otherHand } from '../../../state/steered';
import { Stick } from './Stick';
import { useGrip } from './useGrip';
import { ZoomButton } from './ZoomButton';
import './ptz.css';

/** Steering, for cameras that can be steered and people who may. */
export function PtzPanel({ cameraId }: { cameraId: string }) {
  const maySteer = usePermission('cameras.steer');
  const { data } = useLoaded(useCallback(() => onvifOf(cameraId), [cameraId]));
  return maySteer && data?.device?.has_ptz ? <Controls cameraId={cameraId} state={data} /> : null;
}

function Controls({ cameraId, state }: { cameraId: string; state: OnvifState }) {
  const { t } = useTranslation();
  const own = useSession((session) => session.session?.user.id ?? '');
  const steered = useRoom((room) => room.room.steered[cameraId]);
  const other = otherHand(steered, own, useServerNow());
  const [lost, setLost] = useState<string | null>(null);
  const onLost = useCallback(
    (thrown: unknown) => {
      const fault = asFault(thrown);
      if (fault.kind === 'conflict') setLost(fault.message);
      else tellFault(t('onvif:steer.failed'), thrown);
    },
    [t],
  );
  const { hold, letGo } = useGrip(cameraId, onLost);
  const hand = {
    hold: (velocity: Parameters<typeof hold>[0]) => {
      setLost(null);
      hold(velocity);
    },
    letGo,
  };
  const isTourOn = steered?.isTourOn ?? state.tour.is_on;

  async function turnTour() {
    try {
      await switchTour(cameraId, !isTourOn);
    } catch (thrown) {
      tellFault(t('onvif:tour.not_switched'), thrown);
    }
  }

  return (
    <section className="ptz" aria-label={t('onvif:steer.title')}>
      <Stick hand={hand} />
      <div className="ptz-zooms">
        <ZoomButton hand={hand} way="in" />
        <ZoomButton hand={hand} way="out" />
      </div>
      <div className="ptz-side">
        <div className="ptz-acts">
          <Presets cameraId={cameraId} />
          {state.tour.stops.length > 0 && (
            <button type="button" className="act" aria-pressed={isTourOn} onClick={() => void turnTour()}>
              {isTourOn ? t('onvif:tour.end') : t('onvif:tour.begin')}
            </button>
          )}
        </div>
        <p className={other || lost ? 'ptz-word is-loud' : 'ptz-word'} role="status">
          {lost ? t('onvif:steer.lost') : other ? t('onvif:steer.by', { name: other })
            : isTourOn ? t('onvif:tour.goes', { count: state.tour.stops.length }) : t('onvif:steer.hint')}
        </p>
        {state.tour_trouble && isTourOn && <p className="ptz-word is-loud">{state.tour_trouble}</p>}
      </div>
    </section>
  );
}
