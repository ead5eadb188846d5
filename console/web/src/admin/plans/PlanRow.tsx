import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { duration } from '../../time/format';
import { SeverityMark } from '../../ui/SeverityMark';
import type { Camera, Plan } from '../shapes';
import { useKindWord } from './eventKinds';

interface Props {
  plan: Plan;
  cameras: readonly Camera[];
  mayManage: boolean;
  onEdit: () => void;
  onRemove: () => void;
}

/** One plan, read as a sentence: when, then. */
export function PlanRow({ plan, cameras, mayManage, onEdit, onRemove }: Props) {
  const { t } = useTranslation();
  const kindWord = useKindWord();
  const nameOf = (id: string) => cameras.find((camera) => camera.id === id)?.name ?? id;
  const kinds = plan.event_kinds.map(kindWord).join(', ') || t('admin:plans.any_kind');
  const places = plan.camera_ids.map(nameOf).join(', ') || t('admin:plans.any_camera');
  return (
    <tr>
      <td>
        <strong className="row-name">{plan.name}</strong>
        <span className={`mood mood-${plan.is_enabled ? 'good' : 'off'}`}>
          {plan.is_enabled ? t('admin:plans.on') : t('admin:plans.off')}
        </span>
      </td>
      <td>
        {kinds}
        <span className="row-sub">{places}</span>
        {plan.rule_ids.length > 0 && <span className="row-sub">{t('dispatch:plan.of_rules', { count: plan.rule_ids.length })}</span>}
        {plan.schedule.length > 0 && <span className="row-sub">{t('dispatch:plan.in_hours')}</span>}
        <span className="row-sub">{t('admin:plans.from')} <SeverityMark severity={plan.min_severity} /></span>
      </td>
      <td>
        {t('admin:plans.opens')}{' '}
        {plan.incident_severity ? <SeverityMark severity={plan.incident_severity} /> : t('admin:plans.as_event')}
        {plan.send_units > 0 && (
          <span className="row-sub">
            {t('dispatch:plan.sends', { count: plan.send_units })}{' '}
            {plan.countdown_s > 0 ? t('dispatch:plan.after', { for: duration(plan.countdown_s) }) : t('dispatch:plan.at_once')}
          </span>
        )}
        {plan.instruction && <span className="row-sub">{plan.instruction}</span>}
      </td>
      <td className="row-acts">
        {mayManage && (
          <>
            <Button variant="default" onClick={onEdit}>{t('admin:act.edit')}</Button>
            <Button variant="subtle" className="danger" onClick={onRemove}>{t('admin:act.remove')}</Button>
          </>
        )}
      </td>
    </tr>
  );
}
