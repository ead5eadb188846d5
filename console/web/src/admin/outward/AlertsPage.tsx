import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../session/session';
import { EmptyState } from '../../ui/EmptyState';
import { PageHead } from '../PageHead';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { AlertCard } from './AlertCard';
import { AlertForm } from './AlertForm';
import { type Alert, listAlerts } from './asks';
import { CancelAlert } from './CancelAlert';
import './outward.css';

const EVERY_S = 10;

/** What the public is told. */
export function AlertsPage() {
  const { t } = useTranslation();
  const loaded = useLoaded(listAlerts, EVERY_S);
  const mayPublish = usePermission('alerts.publish');
  const [edited, setEdited] = useState<Alert | 'new' | null>(null);
  const [cancelled, setCancelled] = useState<Alert | null>(null);
  const finish = () => {
    setEdited(null);
    setCancelled(null);
    loaded.reload();
  };
  const add = mayPublish && <Button onClick={() => setEdited('new')}>{t('outward:alert.add')}</Button>;
  return (
    <>
      <PageHead title={t('admin:nav.alerts')} hint={t('outward:alert.hint')}>{add}</PageHead>
      <section className="outward-part">
        <Shown loaded={loaded}>
          {(alerts) => {
            const told = alerts.filter((alert) => alert.message_type !== 'Cancel');
            if (told.length === 0) return <EmptyState title={t('outward:alert.none')} hint={t('outward:alert.none_hint')}>{add}</EmptyState>;
            return (
              <>
                {told.map((alert) => (
                  <AlertCard key={alert.id} alert={alert} mayPublish={mayPublish} onUpdate={() => setEdited(alert)}
                    onCancel={() => setCancelled(alert)} />
                ))}
              </>
            );
          }}
        </Shown>
      </section>
      {edited && <AlertForm alert={edited === 'new' ? null : edited} onDone={finish} onClose={() => setEdited(null)} />}
      {cancelled && <CancelAlert alert={cancelled} onDone={finish} onClose={() => setCancelled(null)} />}
    </>
  );
}
