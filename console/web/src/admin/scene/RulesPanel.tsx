import { Button, Switch } from '@mantine/core';
import type { Dispatch } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState';
import type { Scene } from '../shapes';
import { type Change, newRule, rulesOf } from './draft';
import { RuleCard } from './RuleCard';
import { newShapeId } from './tool';

interface Props {
  scene: Scene;
  change: Dispatch<Change>;
  select: (id: string | null) => void;
}

/** What is to be reported, one card per rule. */
export function RulesPanel({ scene, change, select }: Props) {
  const { t } = useTranslation();
  const rules = rulesOf(scene);
  const add = () => {
    const name = t('admin:rule.new_name', { number: rules.length + 1 });
    change({ do: 'add_rule', rule: newRule(scene, newShapeId('rule'), name) });
  };
  return (
    <>
      <div className="tool-row"><Button onClick={add}>{t('admin:rule.add')}</Button></div>
      {rules.length === 0 && <EmptyState title={t('admin:rule.none')} hint={t('admin:rule.none_hint')} />}
      {rules.map((rule) => (
        <RuleCard key={rule.id} rule={rule} scene={scene} change={change}
          onFocus={() => select(rule.zone_id ?? rule.tripwire_id ?? null)} />
      ))}
      {rules.length > 0 && (
        <Switch mt="md" checked={scene.is_always_decoded ?? false} label={t('admin:scene.decode_always')}
          description={t('admin:scene.decode_always_hint')}
          onChange={(event) => change({ do: 'decode_always', isOn: event.currentTarget.checked })} />
      )}
    </>
  );
}
