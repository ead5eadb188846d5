import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../../ui/FaultNote';
import { useLoaded } from '../useLoaded';
import { onvifOf } from './asks';
import { ConnectDevice } from './ConnectDevice';
import { DeviceFacts } from './DeviceFacts';
import type { OnvifState } from './shapes';
import { TourEditor } from './TourEditor';
import './onvif.css';

/** The ONVIF device behind a camera: make it known, choose which of its reports count, and its tour. */
export function OnvifSection({ cameraId, host }: { cameraId: string; host: string }) {
  const { t } = useTranslation();
  const { data, fault, reload } = useLoaded(useCallback(() => onvifOf(cameraId), [cameraId]), 5);
  const [own, setOwn] = useState<OnvifState | null>(null);
  const device = (own ?? data)?.device;

  function changed(state: OnvifState | null) {
    setOwn(state);
    reload();
  }

  if (!data) return fault ? <FaultNote fault={fault} what={t('onvif:device.not_loaded')} /> : null;
  if (!device) return <ConnectDevice cameraId={cameraId} host={host} onConnected={changed} />;
  return (
    <div className="form-fields">
      <DeviceFacts device={device} trouble={data.events_trouble} onChanged={changed} />
      {device.has_ptz && <TourEditor cameraId={cameraId} tour={data.tour} trouble={data.tour_trouble} onSaved={reload} />}
    </div>
  );
}
