import i18next from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoom } from '../../../state/store';
import { tellFault } from '../../../ui/notify';
import { drawClosure, liftClosure } from './asks';
import { stopClosing, useClosing } from './closing';
import { type ClosureShape, LEAST_POINTS } from './drawing';
import type { ClosureDraft } from './shapes';

const SHAPES: ClosureShape[] = ['line', 'area'];
const WHOM: ClosureDraft['closed_to'][] = ['vehicles', 'everyone'];

/** Close roads: press points on the map, say why, save. And open again what is closed. */
export function ClosurePanel() {
  const { t } = useTranslation();
  const { shape, points } = useClosing();
  const closures = Object.values(useRoom((state) => state.room.closures));
  const [closedTo, setClosedTo] = useState<ClosureDraft['closed_to']>('vehicles');
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const missing = LEAST_POINTS[shape] - points.length;

  async function run(what: string, work: () => Promise<unknown>) {
    setBusy(true);
    await work().catch((thrown: unknown) => tellFault(i18next.t(what), thrown));
    setBusy(false);
  }

  async function save() {
    await drawClosure({ shape, points: [...points], closed_to: closedTo, reason });
    setReason('');
    useClosing.setState({ points: [] });
  }

  return (
    <section className="closure-panel" aria-label={t('roads:closures')}>
      <header>
        <h4>{t('roads:closures')}</h4>
        <button type="button" className="quiet-button" onClick={stopClosing}>{t('roads:done')}</button>
      </header>
      <div className="closure-choices" role="radiogroup" aria-label={t('roads:closures')}>
        {SHAPES.map((one) => (
          <button key={one} type="button" role="radio" aria-checked={shape === one} onClick={() => useClosing.setState({ shape: one })}>
            {t(`roads:shape.${one}`)}
          </button>
        ))}
      </div>
      <p className="closure-hint">{missing > 0 ? t(`roads:hint.${shape}`) : t('roads:points', { count: points.length })}</p>
      <input
        value={reason}
        maxLength={200}
        placeholder={t('roads:reason')}
        aria-label={t('roads:reason')}
        onChange={(event) => setReason(event.currentTarget.value)}
        onKeyDown={(event) => event.stopPropagation()}
      />
      <div className="closure-choices" role="radiogroup" aria-label={t('roads:whom')}>
        {WHOM.map((one) => (
          <button key={one} type="button" role="radio" aria-checked={closedTo === one} onClick={() => setClosedTo(one)}>
            {t(`roads:closed_to.${one}`)}
          </button>
        ))}
      </div>
      <div className="closure-acts">
        <button type="button" className="act" disabled={points.length === 0} onClick={() => useClosing.setState({ points: points.slice(0, -1) })}>
          {t('roads:undo')}
        </button>
        <button type="button" className="act act-main" disabled={isBusy || missing > 0} onClick={() => void run('roads:draw_failed', save)}>
          {t('roads:close')}
        </button>
      </div>
      {closures.length > 0 && (
        <ul>
          {closures.map((closure) => (
            <li key={closure.id}>
              <span>
                <b>{closure.reason || t('roads:no_reason')}</b>
                <span>{t(`roads:closed_to.${closure.closed_to}`)} · {closure.drawn_by}</span>
              </span>
              <button type="button" className="act" disabled={isBusy} onClick={() => void run('roads:lift_failed', () => liftClosure(closure.id))}>
                {t('roads:lift')}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
