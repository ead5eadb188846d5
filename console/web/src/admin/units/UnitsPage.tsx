import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../session/session';
import { EmptyState } from '../../ui/EmptyState';
import { listUnits } from '../asks';
import { PageHead } from '../PageHead';
import type { Unit } from '../shapes';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { ConnectPhone } from './ConnectPhone';
import { DeviceList } from './DeviceList';
import { UnitForm } from './UnitForm';
import { UnitRow } from './UnitRow';

const REFRESH_S = 5;

/** Patrol units: who they are, how they are, and their phones. */
export function UnitsPage() {
  const { t } = useTranslation();
  const loaded = useLoaded(listUnits, REFRESH_S);
  const mayManage = usePermission('units.manage');
  const [edited, setEdited] = useState<Unit | 'new' | null>(null);
  const [connected, setConnected] = useState<Unit | null>(null);
  const add = <Button onClick={() => setEdited('new')}>{t('admin:units.add')}</Button>;
  return (
    <>
      <PageHead title={t('admin:nav.units')} hint={t('admin:units.hint')}>{mayManage && add}</PageHead>
      <Shown loaded={loaded}>
        {(units) =>
          units.length === 0 ? (
            <EmptyState title={t('admin:units.none')} hint={t('admin:units.none_hint')}>{mayManage && add}</EmptyState>
          ) : (
            <table className="admin-table">
              <thead>
                <tr>
                  <th>{t('admin:units.callsign')}</th>
                  <th>{t('admin:units.crew')}</th>
                  <th>{t('admin:units.status')}</th>
                  <th>{t('admin:units.phone')}</th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {units.map((unit) => (
                  <UnitRow key={unit.id} unit={unit} onEdit={() => setEdited(unit)} onConnect={() => setConnected(unit)}
                    onChanged={loaded.reload} />
                ))}
              </tbody>
            </table>
          )
        }
      </Shown>
      {mayManage && <DeviceList units={loaded.data ?? []} />}
      {edited && (
        <UnitForm unit={edited === 'new' ? null : edited} onClose={() => setEdited(null)}
          onDone={() => { setEdited(null); loaded.reload(); }} />
      )}
      {connected && <ConnectPhone unit={connected} onClose={() => setConnected(null)} />}
    </>
  );
}
