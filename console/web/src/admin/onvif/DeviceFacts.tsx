import { Button, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../../ui/FaultNote';
import { useSubmit } from '../../ui/useSubmit';
import { removeOnvif, setOnvif } from './asks';
import type { CameraReport, OnvifDevice, OnvifState } from './shapes';

const REPORTS: CameraReport[] = ['camera_motion', 'camera_tamper', 'camera_line'];

interface Props {
  device: OnvifDevice;
  /** Why its reports are not heard just now. */
  trouble: string | null;
  onChanged: (state: OnvifState | null) => void;
}

/** A known device: what it is, and which of its own reports become events. Each switch counts at once. */
export function DeviceFacts({ device, trouble, onChanged }: Props) {
  const { t } = useTranslation();
  const submit = useSubmit();

  function follow(report: CameraReport, isOn: boolean) {
    const follows = REPORTS.filter((each) => (each === report ? isOn : device.follows.includes(each)));
    void submit.run(async () => onChanged(await setOnvif(device.camera_id, device.device_url, follows)));
  }

  function forget() {
    void submit.run(async () => {
      await removeOnvif(device.camera_id);
      onChanged(null);
    });
  }

  return (
    <>
      <div className="device-head">
        <p>
          <strong>{[device.manufacturer, device.model].filter(Boolean).join(' ') || t('onvif:find.nameless')}</strong>
          <span>{device.device_url}</span>
          <span>{device.has_ptz ? t('onvif:device.ptz') : t('onvif:device.no_ptz')}</span>
        </p>
        <Button variant="subtle" className="danger" disabled={submit.isBusy} onClick={forget}>{t('onvif:device.forget')}</Button>
      </div>
      {device.has_events ? (
        <fieldset className="device-reports">
          <legend>{t('onvif:device.reports')}</legend>
          {REPORTS.map((report) => (
            <Switch key={report} label={t(`onvif:report.${report}`)} description={t(`onvif:report_hint.${report}`)}
              checked={device.follows.includes(report)} disabled={submit.isBusy}
              onChange={(event) => follow(report, event.currentTarget.checked)} />
          ))}
        </fieldset>
      ) : <p className="form-hint">{t('onvif:device.no_events')}</p>}
      {trouble && device.follows.length > 0 && (
        <p className={trouble === 'connecting' ? 'mood mood-wait' : 'mood mood-bad'}>
          {trouble === 'connecting' ? t('onvif:device.connecting') : t('onvif:device.unheard', { why: trouble })}
        </p>
      )}
      {submit.fault && <FaultNote fault={submit.fault} what={t('onvif:device.not_changed')} />}
    </>
  );
}
