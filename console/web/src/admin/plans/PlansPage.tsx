import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../session/session';
import { EmptyState } from '../../ui/EmptyState';
import { listCameras, listPlans, removePlan } from '../asks';
import { ConfirmRemove } from '../ConfirmRemove';
import { PageHead } from '../PageHead';
import type { Plan } from '../shapes';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { PlanForm } from './PlanForm';
import { PlanRow } from './PlanRow';

/** Response plans: which events open an incident without a hand. */
export function PlansPage() {
  const { t } = useTranslation();
  const loaded = useLoaded(listPlans);
  const cameras = useLoaded(listCameras).data ?? [];
  const mayManage = usePermission('plans.manage');
  const [edited, setEdited] = useState<Plan | 'new' | null>(null);
  const [removed, setRemoved] = useState<Plan | null>(null);
  const add = <Button onClick={() => setEdited('new')}>{t('admin:plans.add')}</Button>;
  const finish = () => {
    setEdited(null);
    setRemoved(null);
    loaded.reload();
  };
  return (
    <>
      <PageHead title={t('admin:nav.plans')} hint={t('admin:plans.hint')}>{mayManage && add}</PageHead>
      <Shown loaded={loaded}>
        {(plans) =>
          plans.length === 0 ? (
            <EmptyState title={t('admin:plans.none')} hint={t('admin:plans.none_hint')}>{mayManage && add}</EmptyState>
          ) : (
            <table className="admin-table">
              <thead>
                <tr>
                  <th>{t('admin:plans.name')}</th>
                  <th>{t('admin:plans.when')}</th>
                  <th>{t('admin:plans.then')}</th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {plans.map((plan) => (
                  <PlanRow key={plan.id} plan={plan} cameras={cameras} mayManage={mayManage}
                    onEdit={() => setEdited(plan)} onRemove={() => setRemoved(plan)} />
                ))}
              </tbody>
            </table>
          )
        }
      </Shown>
      {edited && (
        <PlanForm plan={edited === 'new' ? null : edited} cameras={cameras} onClose={() => setEdited(null)} onDone={finish} />
      )}
      {removed && (
        <ConfirmRemove title={t('admin:plans.remove_title', { name: removed.name })} consequence={t('admin:plans.remove_text')}
          remove={() => removePlan(removed.id)} onDone={finish} onClose={() => setRemoved(null)} />
      )}
    </>
  );
}
