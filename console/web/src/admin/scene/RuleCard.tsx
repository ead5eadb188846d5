import { ActionIcon, MultiSelect, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import type { Dispatch } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule, Scene, Severity } from '../shapes';
import { type Change, isRuleComplete, ofKind, tripwiresOf, zonesOf } from './draft';

const KINDS = ['intrusion', 'line_crossing', 'loitering'] as const;
const CLASSES = ['person', 'vehicle', 'bicycle', 'animal', 'object', 'unknown'] as const;
const DIRECTIONS = ['both', 'forward', 'backward'] as const;
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
const WHOLE = 'whole';

interface Props {
  rule: Rule;
  scene: Scene;
  change: Dispatch<Change>;
  onFocus: () => void;
}

/** One rule: what is reported, where, of whom, and how much it matters. */
export function RuleCard({ rule, scene, change, onFocus }: Props) {
  const { t } = useTranslation();
  const set = (part: Partial<Rule>) => change({ do: 'change_rule', id: rule.id, change: part });
  const isCrossing = rule.kind === 'line_crossing';
  const zones = [
    { value: WHOLE, label: t('admin:rule.whole') },
    ...zonesOf(scene).map((zone) => ({ value: zone.id, label: zone.name })),
  ];
  // A kind that this form has no fields for is shown, and kept as it is.
  const kinds = KINDS.some((kind) => kind === rule.kind) ? [...KINDS] : [...KINDS, rule.kind];
  const lines = tripwiresOf(scene).map((line) => ({ value: line.id, label: line.name }));
  return (
    <fieldset className={rule.is_enabled ? 'rule' : 'rule rule-off'} onFocus={onFocus}>
      <div className="rule-head">
        <Switch checked={rule.is_enabled ?? true} aria-label={t('admin:rule.enabled')}
          onChange={(event) => set({ is_enabled: event.currentTarget.checked })} />
        <TextInput value={rule.name} aria-label={t('admin:rule.name')} maxLength={120}
          onChange={(event) => set({ name: event.currentTarget.value })} />
        <ActionIcon variant="subtle" color="red" aria-label={t('admin:act.remove')}
          onClick={() => change({ do: 'remove_rule', id: rule.id })}>✕</ActionIcon>
      </div>
      <div className="rule-fields">
        <Select label={t('admin:rule.kind')} value={rule.kind} allowDeselect={false}
          data={kinds.map((value) => ({ value, label: t(`admin:rule_kind.${value}`) }))}
          onChange={(value) => value && set(ofKind(scene, rule, value as Rule['kind']))} />
        {isCrossing ? (
          <Select label={t('admin:rule.line')} value={rule.tripwire_id ?? null} data={lines} allowDeselect={false}
            error={isRuleComplete(rule) ? undefined : t('admin:rule.needs_line')}
            onChange={(value) => set({ tripwire_id: value })} />
        ) : (
          <Select label={t('admin:rule.zone')} value={rule.zone_id ?? WHOLE} data={zones} allowDeselect={false}
            onChange={(value) => set({ zone_id: value === WHOLE ? null : value })} />
        )}
        {isCrossing && (
          <Select label={t('admin:rule.direction')} value={rule.direction ?? 'both'} allowDeselect={false}
            data={DIRECTIONS.map((value) => ({ value, label: t(`admin:direction.${value}`) }))}
            onChange={(value) => value && set({ direction: value as Rule['direction'] })} />
        )}
        {rule.kind === 'loitering' && (
          <NumberInput label={t('admin:rule.dwell')} value={rule.dwell_s ?? 0} suffix=" s" min={1} max={86400}
            error={isRuleComplete(rule) ? undefined : t('admin:rule.needs_dwell')}
            onChange={(value) => set({ dwell_s: Number(value) || 0 })} />
        )}
        <Select label={t('admin:rule.severity')} value={rule.severity ?? 'medium'} allowDeselect={false}
          data={SEVERITIES.map((value) => ({ value, label: t(`common:severity.${value}`) }))}
          onChange={(value) => value && set({ severity: value as Severity })} />
        <MultiSelect label={t('admin:rule.classes')} value={rule.classes ?? []} className="rule-wide"
          placeholder={(rule.classes ?? []).length === 0 ? t('admin:rule.any_class') : undefined}
          data={CLASSES.map((value) => ({ value, label: t(`admin:object_class.${value}`) }))}
          onChange={(values) => set({ classes: CLASSES.filter((each) => values.includes(each)) })} />
      </div>
    </fieldset>
  );
}
