import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../time/useNow';
import { clockText, dueClock } from './clock';
import { OthersSheet } from './OthersSheet';
import type { Order, UnitHome } from './shapes';
import { nextStep } from './step';
import { useUnit } from './store';
import { titleOf } from './useDesk';

interface Props {
  home: UnitHome;
  present: Order;
  others: Order[];
}

/** The other orders, one tap away; an unsigned one speaks up, and never takes the place of the present one. */
export function OthersBar({ home, present, others }: Props) {
  const { t } = useTranslation();
  const offsetMs = useUnit((state) => state.offsetMs);
  const now = useNow() + offsetMs;
  const [isOpen, setOpen] = useState(false);
  const unsigned = others.find((order) => nextStep(order.state) === 'sign');
  const named = unsigned ?? others[0];
  if (!named) return null;
  const clock = unsigned ? dueClock(unsigned, 'sign', now) : null;
  return (
    <>
      <button type="button" className={unsigned ? 'others others-new' : 'others'} onClick={() => setOpen(true)}
        aria-haspopup="dialog">
        <span className="others-count">+{others.length}</span>
        <span className="others-title">
          {unsigned && <b>{t('unit:others.new')}</b>} {titleOf(home, named)}
        </span>
        {clock && <time>{clock.leftS < 0 ? '+' : ''}{clockText(clock.leftS)}</time>}
        <span aria-hidden="true">›</span>
      </button>
      {isOpen && <OthersSheet home={home} orders={[present, ...others]} presentId={present.id} onClose={() => setOpen(false)} />}
    </>
  );
}
