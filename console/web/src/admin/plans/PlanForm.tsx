import { Modal, MultiSelect, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { addPlan, replacePlan } from '../asks';
import { FormFoot } from '../FormFoot';
import type { Camera, Plan, PlanDraft, Severity } from '../shapes';
import { KindIcon } from '../../ui/kinds/KindIcon';
import { useSubmit } from '../../ui/useSubmit';
import { ScheduleField } from '../scene/rules/ScheduleField';
import '../scene/rules/rules.css';
import { useRuleChoices } from './useRuleChoices';
import { EVENT_KINDS, useKindWord } from './eventKinds';

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
const AS_EVENT = 'as_event';

interface Props {
  /** null: a new one. */
  plan: Plan | null;
  cameras: readonly Camera[];
  onDone: () => void;
  onClose: () => void;
}

/** What is saved: all but the id. */
function bodyOf(draft: Omit<Plan, 'id'>): PlanDraft {
  const body: PlanDraft & { id?: string } = { ...draft, name: draft.name.trim() };
  delete body.id;
  return body;
}

/** When which events happen where, then an incident opens with these words. */
export function PlanForm({ plan, cameras, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const kindWord = useKindWord();
  const [draft, setDraft] = useState<Omit<Plan, 'id'>>(() => ({
    name: '', is_enabled: true, event_kinds: [], camera_ids: [], min_severity: 'high', incident_severity: null, instruction: '',
    rule_ids: [], schedule: [], send_units: 0, countdown_s: 20,
    ...plan,
  }));
  const zone = useZone();
  const rules = useRuleChoices(cameras, draft.camera_ids, draft.rule_ids);
  const submit = useSubmit();
  const change = (part: Partial<PlanDraft>) => setDraft((now) => ({ ...now, ...part }));
  const kinds = [...new Set<string>([...EVENT_KINDS, ...draft.event_kinds])];
  const severities = SEVERITIES.map((value) => ({ value: value as string, label: t(`common:severity.${value}`) }));

  async function save(event: FormEvent) {
    event.preventDefault();
    const body = bodyOf(draft);
    if (await submit.run(() => (plan ? replacePlan(plan.id, body) : addPlan(body)))) onDone();
  }

  return (
    <Modal opened onClose={onClose} size="lg" title={plan ? plan.name : t('admin:plans.add')}>
      <form className="modal-form" onSubmit={(event) => void save(event)}>
        <TextInput label={t('admin:plans.name')} value={draft.name} required maxLength={120} data-autofocus
          onChange={(event) => change({ name: event.currentTarget.value })} />
        <Switch label={t('admin:plans.enabled')} checked={draft.is_enabled}
          onChange={(event) => change({ is_enabled: event.currentTarget.checked })} />
        <MultiSelect label={t('admin:plans.kinds')} placeholder={draft.event_kinds.length ? undefined : t('admin:plans.any_kind')}
          data={kinds.map((value) => ({ value, label: kindWord(value) }))} value={draft.event_kinds}
          renderOption={({ option }) => <span className="row-kind"><KindIcon kind={option.value} />{option.label}</span>}
          onChange={(event_kinds) => change({ event_kinds })} />
        <MultiSelect label={t('admin:plans.cameras')} placeholder={draft.camera_ids.length ? undefined : t('admin:plans.any_camera')}
          data={cameras.map((camera) => ({ value: camera.id, label: camera.name }))} value={draft.camera_ids} searchable
          onChange={(camera_ids) => change({ camera_ids })} />
        <MultiSelect label={t('dispatch:plan.rules')} placeholder={draft.rule_ids.length ? undefined : t('dispatch:plan.any_rule')}
          data={rules} value={draft.rule_ids} searchable onChange={(rule_ids) => change({ rule_ids })} />
        <ScheduleField schedule={draft.schedule} zone={zone} wrong={undefined} onChange={(schedule) => change({ schedule })} />
        <div className="form-pair">
          <Select label={t('admin:plans.min_severity')} value={draft.min_severity} allowDeselect={false} data={severities}
            onChange={(value) => value && change({ min_severity: value as Severity })} />
          <Select label={t('admin:plans.incident_severity')} value={draft.incident_severity ?? AS_EVENT} allowDeselect={false}
            data={[{ value: AS_EVENT, label: t('admin:plans.as_event') }, ...severities]}
            onChange={(value) => change({ incident_severity: value === AS_EVENT ? null : (value as Severity) })} />
        </div>
        <Textarea label={t('admin:plans.instruction')} description={t('admin:plans.instruction_hint')} autosize minRows={3}
          maxLength={4000} value={draft.instruction} onChange={(event) => change({ instruction: event.currentTarget.value })} />
        <div className="form-pair">
          <NumberInput label={t('dispatch:plan.units')} description={t('dispatch:plan.units_hint')} min={0} max={20} allowDecimal={false}
            value={draft.send_units} onChange={(value) => change({ send_units: Number(value) })} />
          <NumberInput label={t('dispatch:plan.countdown')} description={t('dispatch:plan.countdown_hint')} min={0} max={600} suffix=" s"
            allowDecimal={false} disabled={draft.send_units === 0} value={draft.countdown_s}
            onChange={(value) => change({ countdown_s: Number(value) })} />
        </div>
        <FormFoot submit={submit} what={t('admin:plans.not_saved')} label={t('admin:act.save')} isReady={draft.name.trim() !== ''}
          onCancel={onClose} />
      </form>
    </Modal>
  );
}
