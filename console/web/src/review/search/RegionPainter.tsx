import { type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cellAt, COLUMNS, painted, ROWS } from './paint';

interface Props {
  pictureUrl: string;
  cells: ReadonlySet<number>;
  onChange: (cells: ReadonlySet<number>) => void;
}

/** The picture with the part of it that is searched; draw to mark, draw from a marked place to unmark. */
export function RegionPainter({ pictureUrl, cells, onChange }: Props) {
  const { t } = useTranslation();
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const [missing, setMissing] = useState('');
  const shown = drag ? painted(cells, drag.from, drag.to) : cells;
  const cellUnder = (event: PointerEvent) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    return cellAt((event.clientX - left) / width, (event.clientY - top) / height);
  };
  return (
    <div
      className="painter"
      role="img"
      aria-label={t('review:search.region')}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const cell = cellUnder(event);
        setDrag({ from: cell, to: cell });
      }}
      onPointerMove={(event) => drag && setDrag({ ...drag, to: cellUnder(event) })}
      onPointerUp={() => {
        onChange(shown);
        setDrag(null);
      }}
    >
      {pictureUrl !== missing && <img src={pictureUrl} alt="" draggable={false} onError={() => setMissing(pictureUrl)} />}
      <svg viewBox={`0 0 ${COLUMNS} ${ROWS}`} preserveAspectRatio="none" aria-hidden="true">
        {[...shown].map((cell) => (
          <rect key={cell} x={cell % COLUMNS} y={Math.floor(cell / COLUMNS)} width="1" height="1" />
        ))}
      </svg>
      {shown.size === 0 && <span className="painter-hint">{t('review:search.draw')}</span>}
    </div>
  );
}
