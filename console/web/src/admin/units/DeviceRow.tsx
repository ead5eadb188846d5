import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tellFault } from '../../ui/notify';
import { forgetDevice, joinDevice, refuseDevice } from '../asks';
import type { Device, Unit } from '../shapes';

interface Props {
  device: Device;
  units: readonly Unit[];
  onChanged: () => void;
}

/** One device that names itself: what it says of itself, and for whom it may speak. */
export function DeviceRow({ device, units, onChanged }: Props) {
  const { t } = useTranslation();
  const [unit, setUnit] = useState<string | null>(null);
  const speaksFor = units.find((one) => one.id === device.unit_id)?.callsign;

  async function decide(ask: () => Promise<unknown>) {
    try {
      await ask();
      onChanged();
    } catch (thrown) {
      tellFault(t('admin:devices.failed', { name: device.name }), thrown);
    }
  }

  return (
    <tr>
      <td>
        <strong className="row-name">{device.name}</strong>
        <span className="row-sub">{[device.detail, device.address].filter(Boolean).join(' · ')}</span>
      </td>
      <td><code>{device.key}</code></td>
      <td>
        {device.state === 'waiting' && (
          <Select className="row-select" value={unit} onChange={setUnit} placeholder={t('admin:devices.choose')} searchable
            aria-label={t('admin:devices.choose')} data={units.map((one) => ({ value: one.id, label: one.callsign }))} />
        )}
        {device.state === 'joined' && t('admin:devices.speaks_for', { callsign: speaksFor ?? '?' })}
        {device.state === 'refused' && <span className="row-lack">{t('admin:devices.refused')}</span>}
      </td>
      <td className="row-acts">
        {device.state === 'waiting' && (
          <Button disabled={!unit} onClick={() => unit && void decide(() => joinDevice(device.id, unit))}>
            {t('admin:devices.join')}
          </Button>
        )}
        {device.state !== 'refused' && (
          <Button variant="subtle" color="red" onClick={() => void decide(() => refuseDevice(device.id))}>
            {t('admin:devices.refuse')}
          </Button>
        )}
        {device.state !== 'waiting' && (
          <Button variant="subtle" onClick={() => void decide(() => forgetDevice(device.id))}>
            {t('admin:devices.forget')}
          </Button>
        )}
      </td>
    </tr>
  );
}
