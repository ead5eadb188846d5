import { Button, Select, Switch } from '@mantine/core';
import { type Dispatch, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../../session/session';
import { EmptyState } from '../../../ui/EmptyState';
import type { Scene } from '../../shapes';
import { type Change, rulesOf } from '../draft';
import { newShapeId } from '../tool';
import { KindList } from './KindList';
import { newRule } from './kinds';
import type { Refusal } from './refusal';
import { RuleCard } from './RuleCard';
import './rules.css';

interface Props {
  scene: Scene;
  isCalibrated: boolean;
  openId: string | null;
  refusal: Refusal | null;
  change: Dispatch<Change>;
  open: (id: string | null) => void;
}

const HOUSE = 'house';

/** What is to be reported: one line per rule, one of them open. */
export function RulesPanel({ scene, isCalibrated, openId, refusal, change, open }: Props) {
  const { t } = useTranslation();
  const house = useZone();
  const [isAdding, setAdding] = useState(false);
  const rules = rulesOf(scene);
  const zone = scene.time_zone ?? house;
  if (isAdding) {
    return (
      <KindList scene={scene} isCalibrated={isCalibrated} current={null} onBack={() => setAdding(false)}
        onChoose={(kind) => {
          const rule = newRule(scene, newShapeId('rule'), kind, t(`rules:kind.${kind}`));
          change({ do: 'add_rule', rule });
          setAdding(false);
          open(rule.id);
        }} />
    );
  }
  return (
    <>
      <div className="tool-row"><Button onClick={() => setAdding(true)}>{t('rules:add')}</Button></div>
      {rules.length === 0 && <EmptyState title={t('rules:none')} hint={t('rules:none_hint')} />}
      {rules.map((rule) => (
        <RuleCard key={rule.id} rule={rule} scene={scene} isCalibrated={isCalibrated} zone={zone} isOpen={rule.id === openId}
          refusal={refusal?.ruleId === rule.id ? refusal : null} change={change} open={open} />
      ))}
      {rules.some((rule) => (rule.schedule ?? []).length > 0) && (
        <Select label={t('rules:schedule.zone_label')} searchable allowDeselect={false} value={scene.time_zone ?? HOUSE} limit={60}
          data={[{ value: HOUSE, label: t('rules:schedule.zone_house', { zone: house }) }, ...Intl.supportedValuesOf('timeZone')]}
          onChange={(value) => change({ do: 'time_zone', zone: value === HOUSE ? null : value })} />
      )}
      {rules.length > 0 && (
        <Switch checked={scene.is_always_decoded ?? false} label={t('admin:scene.decode_always')}
          description={t('admin:scene.decode_always_hint')}
          onChange={(event) => change({ do: 'decode_always', isOn: event.currentTarget.checked })} />
      )}
    </>
  );
}
