import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldNote } from './FieldNote';
import { PRESET_NAMES, presetOf, type Stretch, stretchesOf } from './schedule';
import { StretchRow } from './StretchRow';
import { WeekBars } from './WeekBars';

interface Props {
  schedule: readonly Stretch[];
  /** Whose wall clock counts. */
  zone: string;
  wrong: string | undefined;
  onChange: (schedule: Stretch[]) => void;
}

/** When a rule reports: a preset with one click, or stretches of one's own; the week shows what that means. */
export function ScheduleField({ schedule, zone, wrong, onChange }: Props) {
  const { t } = useTranslation();
  const preset = presetOf(schedule);
  const [isOwn, setOwn] = useState(preset === null);
  const isShownOwn = isOwn || preset === null;
  const last = schedule.at(-1) ?? stretchesOf('working')[0];

  function openOwn() {
    setOwn(true);
    if (schedule.length === 0) onChange(stretchesOf('working'));
  }

  return (
    <div className="rule-wide rule-part">
      <span className="field-label">{t('rules:schedule.title')}</span>
      <div className="chips">
        {PRESET_NAMES.map((name) => (
          <button key={name} type="button" className="chip" aria-pressed={!isShownOwn && preset === name}
            onClick={() => { setOwn(false); onChange(stretchesOf(name)); }}>
            {t(`rules:schedule.${name}`)}
          </button>
        ))}
        <button type="button" className="chip" aria-pressed={isShownOwn} onClick={openOwn}>{t('rules:schedule.own')}</button>
      </div>
      {isShownOwn && schedule.map((stretch, index) => (
        <StretchRow key={index} stretch={stretch} isOnly={schedule.length === 1}
          onChange={(next) => onChange(schedule.map((each, at) => (at === index ? next : each)))}
          onRemove={() => onChange(schedule.filter((_each, at) => at !== index))} />
      ))}
      {isShownOwn && last && (
        <Button variant="default" size="xs" className="stretch-add" onClick={() => onChange([...schedule, { ...last, days: [...last.days] }])}>
          {t('rules:schedule.add')}
        </Button>
      )}
      {schedule.length > 0 && <WeekBars schedule={schedule} />}
      {schedule.length > 0 && <p className="field-hint">{t('rules:schedule.zone', { zone })}</p>}
      <FieldNote words={wrong} />
    </div>
  );
}
