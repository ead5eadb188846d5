import { Button, MultiSelect, Select, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { KindIcon } from '../../../ui/kinds/KindIcon';
import type { Rule, Scene, Severity } from '../../shapes';
import { tripwiresOf, zonesOf } from '../draft';
import { AmountFields } from './AmountFields';
import { hasField } from './kinds';
import { ScheduleField } from './ScheduleField';
import { SizeField } from './SizeField';
import { WayField } from './WayField';
import type { Words } from './words';

const CLASSES = ['person', 'vehicle', 'bicycle', 'animal', 'object', 'unknown'] as const;
const DIRECTIONS = ['both', 'forward', 'backward'] as const;
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
const WHOLE = 'whole';

interface Props {
  rule: Rule;
  scene: Scene;
  isCalibrated: boolean;
  /** Whose wall clock the schedule follows. */
  zone: string;
  wrong: Words;
  set: (part: Partial<Rule>) => void;
  onKind: () => void;
}

/** Everything that a rule of its kind has to say, and nothing else. */
export function RuleForm({ rule, scene, isCalibrated, zone, wrong, set, onKind }: Props) {
  const { t } = useTranslation();
  const { kind } = rule;
  const zones = [
    { value: WHOLE, label: t('rules:whole') },
    ...zonesOf(scene).map((each) => ({ value: each.id, label: each.name })),
  ];
  const lines = tripwiresOf(scene).map((line) => ({ value: line.id, label: line.name }));
  const anyone = { running: t('rules:any_people'), stopped_vehicle: t('rules:any_vehicle') }[kind as string] ?? t('rules:any_class');
  return (
    <div className="rule-fields">
      <div className="rule-wide rule-kind">
        <KindIcon kind={kind} size={26} />
        <span>
          <b>{t(`rules:kind.${kind}`)}</b>
          <span>{t(`rules:reports.${kind}`)}</span>
        </span>
        <Button variant="default" size="xs" onClick={onKind}>{t('rules:change_kind')}</Button>
      </div>
      <TextInput label={t('rules:name')} value={rule.name} maxLength={120} error={wrong.name}
        onChange={(event) => set({ name: event.currentTarget.value })} />
      <Select label={t('rules:severity')} value={rule.severity ?? 'medium'} allowDeselect={false}
        data={SEVERITIES.map((value) => ({ value, label: t(`common:severity.${value}`) }))}
        onChange={(value) => value && set({ severity: value as Severity })} />
      {hasField(kind, 'line') && (
        <Select label={t('rules:line')} value={rule.tripwire_id ?? null} data={lines} allowDeselect={false} error={wrong.line}
          onChange={(value) => set({ tripwire_id: value })} />
      )}
      {hasField(kind, 'place') && (
        <Select label={t('rules:where')} value={rule.zone_id ?? WHOLE} data={zones} allowDeselect={false} error={wrong.place}
          onChange={(value) => set({ zone_id: value === WHOLE ? null : value })} />
      )}
      {hasField(kind, 'direction') && (
        <Select label={t('rules:direction')} value={rule.direction ?? 'both'} allowDeselect={false}
          data={DIRECTIONS.map((value) => ({ value, label: t(`admin:direction.${value}`) }))}
          onChange={(value) => value && set({ direction: value as Rule['direction'] })} />
      )}
      <AmountFields rule={rule} isCalibrated={isCalibrated} wrong={wrong} set={set} />
      {hasField(kind, 'way') && <WayField rule={rule} scene={scene} isCalibrated={isCalibrated} wrong={wrong.way} set={set} />}
      {hasField(kind, 'classes') && (
        <MultiSelect label={t('rules:classes')} value={rule.classes ?? []} className="rule-wide" error={wrong.classes}
          placeholder={(rule.classes ?? []).length === 0 ? anyone : undefined}
          data={CLASSES.map((value) => ({ value, label: t(`admin:object_class.${value}`) }))}
          onChange={(values) => set({ classes: CLASSES.filter((each) => values.includes(each)) })} />
      )}
      <ScheduleField schedule={rule.schedule ?? []} zone={zone} wrong={wrong.schedule} onChange={(schedule) => set({ schedule })} />
      {hasField(kind, 'size') && (
        <SizeField size={rule.size ?? {}} isCalibrated={isCalibrated} wrong={wrong.size} onChange={(size) => set({ size })} />
      )}
      <Switch className="rule-wide" checked={rule.never_quiet ?? false} label={t('rules:never_quiet')}
        description={t('rules:never_quiet_hint')} onChange={(event) => set({ never_quiet: event.currentTarget.checked })} />
    </div>
  );
}
