import { Button, NumberInput, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EVENT_KINDS, useKindWord } from '../plans/eventKinds';
import type { Severity } from '../shapes';
import type { LadderRule } from './asks';
import { RUNGS, type Wrong } from './ladderForm';

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

interface Props {
  rule: LadderRule;
  /** The one for everything: it is always there. */
  isHouse: boolean;
  wrong: Wrong | null;
  mayEdit: boolean;
  onChange: (rule: LadderRule) => void;
  onRemove: () => void;
}

/** One ladder: for which orders, and after how many seconds each rung. */
export function LadderFields({ rule, isHouse, wrong, mayEdit, onChange, onRemove }: Props) {
  const { t } = useTranslation();
  const kindWord = useKindWord();
  const kinds = [...new Set([...EVENT_KINDS, ...(rule.kind ? [rule.kind] : [])])];
  return (
    <section className="ladder">
      <header className="ladder-head">
        {isHouse ? (
          <h2>{t('dispatch:ladders.house')}</h2>
        ) : (
          <>
            <Select aria-label={t('dispatch:ladders.severity')} value={rule.severity} clearable disabled={!mayEdit}
              placeholder={t('dispatch:ladders.any_severity')}
              data={SEVERITIES.map((value) => ({ value, label: t(`common:severity.${value}`) }))}
              onChange={(value) => onChange({ ...rule, severity: value as Severity | null })} />
            <Select aria-label={t('dispatch:ladders.kind')} value={rule.kind} clearable searchable disabled={!mayEdit}
              placeholder={t('dispatch:ladders.any_kind')} data={kinds.map((value) => ({ value, label: kindWord(value) }))}
              onChange={(kind) => onChange({ ...rule, kind })} />
            {mayEdit && <Button variant="subtle" className="danger" onClick={onRemove}>{t('admin:act.remove')}</Button>}
          </>
        )}
      </header>
      {wrong?.rung === null && <p className="ladder-wrong">{t('dispatch:ladders.wrong.twice')}</p>}
      <div className="ladder-rungs">
        {RUNGS.map((rung, index) => (
          <NumberInput key={rung} label={`${index + 1}. ${t(`dispatch:ladders.rung.${rung}`)}`} suffix=" s" min={1} max={86_400}
            allowDecimal={false} disabled={!mayEdit} value={rule[rung] ?? ''} placeholder={t('dispatch:ladders.left_out')}
            error={wrong?.rung === rung && t(`dispatch:ladders.wrong.${wrong.why}`)}
            onChange={(value) => onChange({ ...rule, [rung]: value === '' ? (rung === 'warn_s' ? 0 : null) : Number(value) })} />
        ))}
      </div>
    </section>
  );
}
