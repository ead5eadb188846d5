import { ActionIcon, NumberInput, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Preset, TourStop } from './shapes';

interface Props {
  stop: TourStop;
  presets: Preset[];
  index: number;
  count: number;
  onChange: (stop: TourStop) => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}

/** One stop of a tour: where, for how long, and its place in the order. */
export function StopRow({ stop, presets, index, count, onChange, onMove, onRemove }: Props) {
  const { t } = useTranslation();
  const choices = presets.map((preset) => ({ value: preset.token, label: preset.name }));
  const isKnown = choices.some((choice) => choice.value === stop.preset);
  const data = isKnown ? choices : [...choices, { value: stop.preset, label: t('onvif:tour.gone') }];
  return (
    <li className="tour-stop">
      <Select aria-label={t('onvif:tour.stop', { number: index + 1 })} data={data} value={stop.preset} allowDeselect={false}
        error={presets.length > 0 && !isKnown} onChange={(preset) => preset && onChange({ ...stop, preset })} />
      <NumberInput aria-label={t('onvif:tour.dwell')} value={stop.dwell_s} min={3} max={3600} allowDecimal={false} suffix=" s"
        onChange={(value) => onChange({ ...stop, dwell_s: Number(value) || stop.dwell_s })} />
      <ActionIcon variant="subtle" aria-label={t('onvif:tour.up')} disabled={index === 0} onClick={() => onMove(-1)}>↑</ActionIcon>
      <ActionIcon variant="subtle" aria-label={t('onvif:tour.down')} disabled={index === count - 1} onClick={() => onMove(1)}>↓</ActionIcon>
      <ActionIcon variant="subtle" aria-label={t('onvif:tour.remove')} onClick={onRemove}>✕</ActionIcon>
    </li>
  );
}
