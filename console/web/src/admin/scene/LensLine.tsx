import { useTranslation } from 'react-i18next';

const PAIRS_FOR_LENS = 6;

/** What was found of the lens, with a drawing of what it does to a square. */
export function LensLine({ k1, pairs }: { k1: number; pairs: number }) {
  const { t } = useTranslation();
  const bend = Math.max(-5, Math.min(5, -k1 * 14));
  const side = `M4 4Q12 ${4 - bend} 20 4Q${20 + bend} 12 20 20Q12 ${20 + bend} 4 20Q${4 - bend} 12 4 4z`;
  const found = k1 < 0 ? t('admin:calibration.lens_bulging') : k1 > 0 ? t('admin:calibration.lens_pinched') : t('admin:calibration.lens_straight');
  return (
    <span className="calibration-more">
      <svg width={18} height={18} viewBox="-2 -2 28 28" aria-hidden="true">
        <path d={side} fill="none" stroke="currentColor" strokeWidth={2} strokeLinejoin="round" />
      </svg>
      {t('admin:calibration.lens')} <strong>{found}</strong>
      {k1 !== 0 && <span className="form-hint">k₁ {k1.toFixed(2)}</span>}
      {k1 === 0 && pairs < PAIRS_FOR_LENS && <span className="form-hint">{t('admin:calibration.lens_few')}</span>}
    </span>
  );
}
