import { NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../shapes';
import { FieldNote } from './FieldNote';
import { SizeDrawing } from './SizeDrawing';
import { isAnySize, type SizeLimits, SIZE_NAMES, SIZES, sizeNameOf } from './sizes';

interface Props {
  size: NonNullable<Rule['size']>;
  isCalibrated: boolean;
  wrong: string | undefined;
  onChange: (size: SizeLimits) => void;
}

const ROWS = [
  ['height', 'min_height_m', 'max_height_m'],
  ['width', 'min_width_m', 'max_width_m'],
] as const;

/** How tall and wide an object must be, in metres, drawn beside a person and a car. */
export function SizeField({ size, isCalibrated, wrong, onChange }: Props) {
  const { t } = useTranslation();
  const chosen = sizeNameOf(size);
  const isOpen = !isAnySize(size);
  const limit = (key: keyof SizeLimits, label: string) => (
    <NumberInput size="xs" value={size[key] ?? ''} min={0} max={100} step={0.1} decimalScale={2} suffix={` ${t('rules:units.m')}`}
      disabled={!isCalibrated && !isOpen} aria-label={label} placeholder="–"
      onChange={(value) => onChange({ ...size, [key]: value === '' ? null : Number(value) })} />
  );
  return (
    <div className="rule-wide rule-part">
      <span className="field-label">{t('rules:size.title')}</span>
      <div className="chips">
        {SIZE_NAMES.map((name) => (
          <button key={name} type="button" className="chip" aria-pressed={chosen === name}
            disabled={!isCalibrated && name !== 'any'} onClick={() => onChange({ ...SIZES[name] })}>
            {t(`rules:size.${name}`)}
          </button>
        ))}
        {chosen === null && <span className="chip" aria-current="true">{t('rules:size.own')}</span>}
      </div>
      {!isCalibrated && <p className="field-hint">{t('rules:blocked.metres')}</p>}
      {(isCalibrated || isOpen) && (
        <div className="size">
          <SizeDrawing size={size} />
          <div className="size-limits">
            <span />
            <span>{t('rules:size.least')}</span>
            <span>{t('rules:size.most')}</span>
            {ROWS.map(([what, least, most]) => (
              <div key={what} className="size-row">
                <span>{t(`rules:size.${what}`)}</span>
                {limit(least, `${t(`rules:size.${what}`)} ${t('rules:size.least')}`)}
                {limit(most, `${t(`rules:size.${what}`)} ${t('rules:size.most')}`)}
              </div>
            ))}
          </div>
        </div>
      )}
      {isOpen && <p className="field-hint">{t('rules:size.hint')}</p>}
      <FieldNote words={wrong} />
    </div>
  );
}
