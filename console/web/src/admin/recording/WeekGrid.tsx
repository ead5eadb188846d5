import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MODES } from './policyForm';
import type { RecordMode } from './shapes';
import { type Cell, HOURS, painted, stepped, type WeekCells } from './weekGrid';
import './recording.css';

interface Props {
  cells: WeekCells;
  onChange: (cells: WeekCells) => void;
}

/** A week of hours: choose a mode, then drag over the hours that shall have it; or arrow keys, and space to paint. */
export function WeekGrid({ cells, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const [brush, setBrush] = useState<RecordMode>('events');
  const [from, setFrom] = useState<Cell | null>(null);
  const [to, setTo] = useState<Cell | null>(null);
  const [focus, setFocus] = useState<Cell>({ day: 0, hour: 0 });
  const grid = useRef<HTMLDivElement>(null);
  const shown = from && to ? painted(cells, from, to, brush) : cells;
  const dayName = (day: number) => new Intl.DateTimeFormat(i18n.language, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + day));

  const cellAt = (event: PointerEvent): Cell | null => {
    const data = (document.elementFromPoint(event.clientX, event.clientY) as HTMLElement | null)?.dataset;
    return data?.day ? { day: Number(data.day), hour: Number(data.hour) } : null;
  };
  const press = (event: PointerEvent) => {
    const cell = cellAt(event);
    if (!cell) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setFrom(cell);
    setTo(cell);
    setFocus(cell);
  };
  const lift = () => {
    if (from && to) onChange(painted(cells, from, to, brush));
    setFrom(null);
    setTo(null);
  };
  const key = (event: KeyboardEvent) => {
    const next = stepped(focus, event.key);
    if (event.key === ' ' || event.key === 'Enter') onChange(painted(cells, focus, focus, brush));
    else if (!next) return;
    event.preventDefault();
    if (!next) return;
    setFocus(next);
    if (event.shiftKey) onChange(painted(cells, next, next, brush));
    grid.current?.querySelector<HTMLElement>(`[data-day="${next.day}"][data-hour="${next.hour}"]`)?.focus();
  };

  return (
    <div className="week">
      <div className="week-brushes" role="radiogroup" aria-label={t('recording:week.brush')}>
        {MODES.map((mode) => (
          <button key={mode} type="button" role="radio" aria-checked={brush === mode} className={`week-brush mode-${mode}`}
            onClick={() => setBrush(mode)}>
            <i aria-hidden="true" />
            {t(`recording:mode.${mode}`)}
          </button>
        ))}
        <span className="week-hint">{t('recording:week.hint')}</span>
      </div>
      <div ref={grid} className="week-grid" role="grid" aria-label={t('recording:week.label')} onPointerDown={press}
        onPointerMove={(event) => from && setTo(cellAt(event) ?? to)} onPointerUp={lift} onPointerCancel={lift} onKeyDown={key}>
        <div className="week-hours" aria-hidden="true">
          {[0, 6, 12, 18, 24].map((hour) => <span key={hour} style={{ left: `${(hour / HOURS) * 100}%` }}>{hour}</span>)}
        </div>
        {shown.map((row, day) => (
          <div key={day} role="row" className="week-row">
            <span className="week-day">{dayName(day)}</span>
            {row.map((mode, hour) => (
              <span key={hour} role="gridcell" data-day={day} data-hour={hour} className={`week-cell mode-${mode}`}
                tabIndex={focus.day === day && focus.hour === hour ? 0 : -1} onFocus={() => setFocus({ day, hour })}
                aria-label={`${dayName(day)} ${hour}:00 ${t(`recording:mode.${mode}`)}`} title={`${dayName(day)} ${hour}:00–${hour + 1}:00`} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
