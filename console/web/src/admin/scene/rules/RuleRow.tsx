import { Button, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { KindIcon } from '../../../ui/kinds/KindIcon';
import { SeverityMark } from '../../../ui/SeverityMark';
import type { Rule, Scene } from '../../shapes';
import { useRuleLine } from './useRuleLine';

interface Props {
  rule: Rule;
  scene: Scene;
  isOpen: boolean;
  isWrong: boolean;
  onSwitch: (isOn: boolean) => void;
  onOpen: () => void;
}

/** A rule in the list: on or off, what, where, when; a click opens its form. */
export function RuleRow({ rule, scene, isOpen, isWrong, onSwitch, onOpen }: Props) {
  const { t } = useTranslation();
  const ruleLine = useRuleLine(scene);
  return (
    <div className="rule-row">
      <Switch checked={rule.is_enabled ?? true} aria-label={t('rules:enabled', { name: rule.name })}
        onChange={(event) => onSwitch(event.currentTarget.checked)} />
      <KindIcon kind={rule.kind} size={24} />
      <span className="rule-words">
        <b>{rule.name || t(`rules:kind.${rule.kind}`)}</b>
        <span>{ruleLine(rule)}</span>
        {isWrong && !isOpen && <span className="field-wrong">▲ {t('rules:incomplete')}</span>}
      </span>
      <SeverityMark severity={rule.severity ?? 'medium'} withWord={false} />
      <Button variant="default" size="xs" aria-expanded={isOpen} onClick={onOpen}
        aria-label={isOpen ? t('rules:close') : t('rules:edit', { name: rule.name })}>
        {isOpen ? t('rules:close') : '✎'}
      </Button>
    </div>
  );
}
