import { Button } from '@mantine/core';
import { type Dispatch, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule, Scene } from '../../shapes';
import type { Change } from '../draft';
import { FieldNote } from './FieldNote';
import { KindList } from './KindList';
import { type Field, ofKind } from './kinds';
import { lacksOf } from './lacks';
import type { Refusal } from './refusal';
import { RuleForm } from './RuleForm';
import { RuleRow } from './RuleRow';
import type { Words } from './words';

interface Props {
  rule: Rule;
  scene: Scene;
  isCalibrated: boolean;
  zone: string;
  isOpen: boolean;
  refusal: Refusal | null;
  change: Dispatch<Change>;
  open: (id: string | null) => void;
}

/** One rule: its line, and opened its form, or the list of kinds. */
export function RuleCard({ rule, scene, isCalibrated, zone, isOpen, refusal, change, open }: Props) {
  const { t } = useTranslation();
  const [isChoosing, setChoosing] = useState(false);
  const set = (part: Partial<Rule>) => change({ do: 'change_rule', id: rule.id, change: part });
  const lacks = Object.entries(lacksOf(rule, isCalibrated)) as [Field, string][];
  const wrong: Words = Object.fromEntries(lacks.map(([field, lack]) => [field, t(`rules:lack.${lack}`)]));
  if (refusal?.field) wrong[refusal.field] ??= refusal.words;
  const isOff = rule.is_enabled === false;
  return (
    <section className={`rule${isOff ? ' rule-off' : ''}${isOpen ? ' rule-open' : ''}`}>
      <RuleRow rule={rule} scene={scene} isOpen={isOpen} isWrong={lacks.length > 0 || refusal !== null}
        onSwitch={(is_enabled) => set({ is_enabled })} onOpen={() => open(isOpen ? null : rule.id)} />
      {isOpen && isChoosing && (
        <KindList scene={scene} isCalibrated={isCalibrated} current={rule.kind} onBack={() => setChoosing(false)}
          onChoose={(kind) => {
            const name = rule.name === t(`rules:kind.${rule.kind}`) ? t(`rules:kind.${kind}`) : rule.name;
            set({ ...ofKind(scene, rule, kind), name });
            setChoosing(false);
          }} />
      )}
      {isOpen && !isChoosing && (
        <>
          <RuleForm rule={rule} scene={scene} isCalibrated={isCalibrated} zone={zone} wrong={wrong} set={set}
            onKind={() => setChoosing(true)} />
          <FieldNote words={refusal && !refusal.field ? refusal.words : undefined} />
          <footer className="rule-foot">
            <Button variant="subtle" color="red" size="xs" onClick={() => change({ do: 'remove_rule', id: rule.id })}>
              {t('rules:remove')}
            </Button>
            <Button size="xs" variant="default" onClick={() => open(null)}>{t('rules:close')}</Button>
          </footer>
        </>
      )}
    </section>
  );
}
