import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localText, momentOf } from '../review/localTime';
import { useZone } from '../session/session';
import { duration, zoneName } from '../time/format';
import type { Lack, Wish } from './draft';

interface Props {
  wish: Wish;
  lack: Lack | null;
  onChange: (change: Partial<Wish>) => void;
}

/** From when to when, by the room's clock and to the second, and how long that is. */
export function RangeFields({ wish, lack, onChange }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const name = zoneName(new Date(wish.startMs ?? wish.endMs ?? Date.now()), zone);
  const length = wish.startMs !== null && wish.endMs !== null && wish.endMs > wish.startMs ? wish.endMs - wish.startMs : null;
  const wrong = lack === 'order' ? t('exports:lack.order') : lack === 'future' ? t('exports:lack.future') : null;
  return (
    <div className="export-times">
      <Moment label={t('exports:form.from', { zone: name })} atMs={wish.startMs} onChange={(startMs) => onChange({ startMs })} />
      <Moment label={t('exports:form.to', { zone: name })} atMs={wish.endMs} error={wrong} onChange={(endMs) => onChange({ endMs })} />
      <span className="export-length">{length !== null && duration(length / 1000)}</span>
    </div>
  );
}

interface MomentProps {
  label: string;
  atMs: number | null;
  error?: string | null;
  onChange: (atMs: number | null) => void;
}

/** One moment; the text is kept as typed, so that a half-typed date is not lost. */
function Moment({ label, atMs, error, onChange }: MomentProps) {
  const zone = useZone();
  const [text, setText] = useState(() => (atMs === null ? '' : localText(atMs, zone)));
  return (
    <TextInput
      type="datetime-local"
      step={1}
      label={label}
      value={text}
      error={error}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(momentOf(event.currentTarget.value, zone));
      }}
    />
  );
}
