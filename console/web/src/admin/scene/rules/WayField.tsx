import { NumberInput, SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Rule, Scene } from '../../shapes';
import { FieldNote } from './FieldNote';
import { arrowIn } from './kinds';

interface Props {
  rule: Rule;
  scene: Scene;
  isCalibrated: boolean;
  wrong: string | undefined;
  set: (part: Partial<Rule>) => void;
}

const POINTS = ['north', 'north_east', 'east', 'south_east', 'south', 'south_west', 'west', 'north_west'] as const;

/** The way that is allowed: an arrow that is dragged in the picture, or degrees on the map. */
export function WayField({ rule, scene, isCalibrated, wrong, set }: Props) {
  const { t } = useTranslation();
  const isOnMap = !rule.arrow && typeof rule.heading_deg === 'number';
  const heading = rule.heading_deg ?? 0;
  const point = POINTS[Math.round(heading / 45) % POINTS.length] ?? 'north';
  const choose = (value: string) =>
    set(value === 'map' ? { arrow: null, heading_deg: heading } : { arrow: arrowIn(scene, rule.zone_id ?? null), heading_deg: null });
  return (
    <div className="rule-wide rule-part">
      <span className="field-label">{t('rules:way')}</span>
      <SegmentedControl size="xs" value={isOnMap ? 'map' : 'picture'} onChange={choose}
        data={[
          { value: 'picture', label: t('rules:way_picture') },
          { value: 'map', label: t('rules:way_map'), disabled: !isCalibrated && !isOnMap },
        ]} />
      {isOnMap ? (
        <NumberInput label={t('rules:heading')} description={t(`rules:point.${point}`)} value={heading} min={0} max={360} step={5}
          suffix="°" onChange={(value) => set({ heading_deg: Number(value) || 0 })}
          leftSection={<span style={{ transform: `rotate(${heading}deg)` }} aria-hidden="true">↑</span>} />
      ) : (
        <p className="field-hint">{t('rules:way_hint')}</p>
      )}
      <FieldNote words={wrong} />
      <NumberInput label={t('rules:min_travel')} value={rule.min_travel_m ?? 2} min={0.1} max={1000} step={0.5} decimalScale={1}
        suffix={` ${t('rules:units.m')}`} onChange={(value) => set({ min_travel_m: Number(value) || 2 })} />
    </div>
  );
}
