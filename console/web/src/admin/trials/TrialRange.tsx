import { SegmentedControl, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { localText, momentOf } from '../../review/localTime';
import { useZone } from '../../session/session';
import { zoneName } from '../../time/format';
import { CHOICES, type Choice, type Wrong } from './range';

export interface Asked {
  choice: Choice;
  /** What was typed, as the browser keeps it. */
  from: string;
  to: string;
}

interface Props {
  asked: Asked;
  wrong: Wrong | null;
  onChange: (asked: Asked) => void;
}

/** Which part of the recording: one click for the usual ones, or two times by the room's clock. */
export function TrialRange({ asked, wrong, onChange }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const name = zoneName(new Date(), zone);
  return (
    <div className="trial-range">
      <SegmentedControl fullWidth aria-label={t('trials:range.label')} value={asked.choice}
        onChange={(choice) => onChange({ ...asked, choice: choice as Choice })}
        data={CHOICES.map((value) => ({ value, label: t(`trials:range.${value}`) }))} />
      {asked.choice === 'own' && (
        <div className="trial-times">
          <TextInput type="datetime-local" step={1} label={t('trials:range.from', { zone: name })} value={asked.from}
            onChange={(event) => onChange({ ...asked, from: event.currentTarget.value })} />
          <TextInput type="datetime-local" step={1} label={t('trials:range.to', { zone: name })} value={asked.to}
            error={wrong && wrong !== 'missing' ? t(`trials:wrong.${wrong}`) : null}
            onChange={(event) => onChange({ ...asked, to: event.currentTarget.value })} />
        </div>
      )}
    </div>
  );
}

/** The last hour in the fields to begin with. */
export function askedFirst(nowMs: number, zone: string): Asked {
  return { choice: 'hour', from: localText(nowMs - 3_600_000, zone), to: localText(nowMs, zone) };
}

export function typedRange(asked: Asked, zone: string): { startMs: number | null; endMs: number | null } {
  return { startMs: momentOf(asked.from, zone), endMs: momentOf(asked.to, zone) };
}
