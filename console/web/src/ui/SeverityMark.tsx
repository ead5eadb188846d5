import { useTranslation } from 'react-i18next';
import type { Severity } from '../api/shapes';
import './atoms.css';

const SHAPES: Record<Severity, string> = {
  critical: 'M8 1l7 7-7 7-7-7z',
  high: 'M8 2l6.500 11.500h-13z',
  medium: 'M3 3h10v10H3z',
  low: 'M8 3a5 5 0 100 10 5 5 0 000-10z',
};

/** Shape, word and colour of a severity: diamond, triangle, square, circle. */
export function SeverityMark({ severity, withWord = true }: { severity: Severity; withWord?: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={`severity severity-${severity}`}>
      <svg width="12" height="12" viewBox="0 0 16 16" aria-hidden="true">
        <path d={SHAPES[severity]} fill={severity === 'low' ? 'none' : 'currentColor'} stroke="currentColor" strokeWidth="1.800"
          fillOpacity={severity === 'medium' ? 0.35 : 1} />
        {severity === 'critical' && <path d="M8 4.500v4.300M8 10.400v1.400" stroke="var(--ground)" strokeWidth="1.800" />}
      </svg>
      <span className={withWord ? undefined : 'visually-hidden'}>{t(`common:severity.${severity}`)}</span>
    </span>
  );
}
