import { useTranslation } from 'react-i18next';
import type { SizeLimits } from './sizes';

const METRE = 20;
const GROUND = 66;
const TALLEST_M = 3.1;

/** A person of 1.70 m and a car of 1.50 m by 4.40 m to scale, with lines at the least and the greatest height. */
export function SizeDrawing({ size }: { size: SizeLimits }) {
  const { t } = useTranslation();
  const level = (metres: number) => GROUND - Math.min(TALLEST_M, metres) * METRE;
  const lines = [
    { at: size.max_height_m, look: 'size-most', word: 'rules:size.to' as const },
    { at: size.min_height_m, look: 'size-least', word: 'rules:size.from' as const },
  ];
  return (
    <svg className="size-drawing" viewBox="0 0 190 74" role="img" aria-label={t('rules:size.drawing')}>
      <path className="size-ground" d={`M0 ${GROUND}H190`} />
      <g transform={`translate(20 ${GROUND - 34})`} className="size-shape">
        <circle cx="0" cy="3.500" r="3.500" />
        <path d="M-5 9c0-2 10-2 10 0l.6 10h-2.200l-.4 15h-2.400l-.6-13-.6 13h-2.400l-.4-15h-2.200z" />
      </g>
      <g transform={`translate(46 ${GROUND - 30})`} className="size-shape">
        <path d="M0 25V16c1-4 9-4.500 14-5C22 2 28 0 38 0c12 0 20 3 28 11 8 1 20 3 22 7v7z" />
        <circle cx="18" cy="24" r="6" />
        <circle cx="68" cy="24" r="6" />
      </g>
      {lines.map(({ at, look, word }) => typeof at === 'number' && (
        <g key={look} className={look}>
          <path d={`M0 ${level(at)}H138`} />
          <text x="188" y={level(at) + 3.500}>{t(word, { value: at })}</text>
        </g>
      ))}
    </svg>
  );
}
