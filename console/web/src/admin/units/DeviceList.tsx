import { useTranslation } from 'react-i18next';
import { listDevices } from '../asks';
import type { Unit } from '../shapes';
import { useLoaded } from '../useLoaded';
import { Shown } from '../Shown';
import { DeviceRow } from './DeviceRow';

const REFRESH_S = 5;

/** Devices that ask to speak for a unit: TAK phones, vehicle terminals, phones at the broker. Nothing while there are none. */
export function DeviceList({ units }: { units: readonly Unit[] }) {
  const { t } = useTranslation();
  const loaded = useLoaded(listDevices, REFRESH_S);
  return (
    <Shown loaded={loaded}>
      {(devices) => devices.length > 0 && (
        <section>
          <h2>{t('admin:devices.title')}</h2>
          <p className="form-hint">{t('admin:devices.hint')}</p>
          <table className="admin-table">
            <thead>
              <tr>
                <th>{t('admin:devices.device')}</th>
                <th>{t('admin:devices.key')}</th>
                <th>{t('admin:devices.unit')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {devices.map((device) => (
                <DeviceRow key={device.id} device={device} units={units} onChanged={loaded.reload} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Shown>
  );
}
