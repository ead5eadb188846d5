import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../time/useNow';
import { clockText, dueClock } from './clock';
import { DeclineSheet } from './DeclineSheet';
import { ReportSheet } from './ReportSheet';
import { press } from './sender';
import type { Order, UnitHome } from './shapes';
import { type Act, mayDecline, nextStep } from './step';
import { choose, useUnit } from './store';
import { titleOf } from './useDesk';

const DEAF_MS = 700;

/** The next step as one big button at the thumb, its clock above it, and the way out as a quiet line. */
export function StepDock({ home, order }: { home: UnitHome; order: Order }) {
  const { t } = useTranslation();
  const [sheet, setSheet] = useState<'report' | 'decline' | null>(null);
  const [isDeaf, setDeaf] = useState(true);
  const step = nextStep(order.state);

  // Another step, or another order, has just taken this button's place: a double tap must not press it too.
  useEffect(() => {
    setDeaf(true);
    const timer = setTimeout(() => setDeaf(false), DEAF_MS);
    return () => clearTimeout(timer);
  }, [step]);
  if (!step) return null;

  function go(act: Act) {
    if (act === 'report') return setSheet('report');
    press(order, titleOf(home, order), act);
    navigator.vibrate?.(40);
    // An order that is being worked on stays on the card until it is reported; a signed second one goes back in line.
    choose(act === 'sign' && home.unit.order_ids[0] !== order.id ? null : order.id);
  }

  return (
    <footer className="dock">
      <StepClock order={order} step={step} />
      <button type="button" className={`big-button step-${step}`} disabled={isDeaf} onClick={() => go(step)}>
        {t(`unit:step.${step}`)}
      </button>
      {mayDecline(order.state) && (
        <button type="button" className="quiet-link" onClick={() => setSheet('decline')}>{t('unit:decline.open')}</button>
      )}
      {sheet === 'decline' && <DeclineSheet home={home} order={order} onClose={() => setSheet(null)} />}
      {sheet === 'report' && <ReportSheet home={home} order={order} onClose={() => setSheet(null)} />}
    </footer>
  );
}

function StepClock({ order, step }: { order: Order; step: Act }) {
  const { t } = useTranslation();
  const offsetMs = useUnit((state) => state.offsetMs);
  const now = useNow() + offsetMs;
  const clock = dueClock(order, step, now);
  if (!clock) return <p className="step-clock">{t(`unit:clock_free.${step}`)}</p>;
  const time = clockText(clock.leftS);
  return (
    <div className={`step-clock clock-${clock.mood}`}>
      <span>{clock.mood === 'late' ? t(`unit:clock_late.${step}`, { time }) : t(`unit:clock_left.${step}`, { time })}</span>
      <i style={{ width: `${Math.round(clock.used * 100)}%` }} />
    </div>
  );
}
