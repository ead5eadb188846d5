import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../api/shapes';
import { useServerNow } from '../../time/useServerNow';
import { recall } from '../actions';
import { LadderLine } from '../../dispatch/LadderLine';
import { selectUnit } from '../selection';
import { OrderDial } from './OrderDial';
import { dialsOf, hasEnded } from './orderClock';
import { OrderReport } from './OrderReport';
import { ReasonForm } from './ReasonForm';

interface Props {
  order: Order;
  mayRecall: boolean;
}

/** An order with its clocks as a row of dials. */
export function OrderCard({ order, mayRecall }: Props) {
  const { t } = useTranslation();
  const now = useServerNow();
  const [isRecalling, setRecalling] = useState(false);
  const isOver = hasEnded(order);

  return (
    <article className={`order${isOver ? ' is-over' : ''}`}>
      <header className="order-head">
        <button type="button" className="order-unit" onClick={() => selectUnit(order.unit_id)}>
          {order.callsign}
        </button>
        <span className="order-state">{t(`common:order_state.${order.state}`)}</span>
        {order.ended_reason && <span className="order-why">{order.ended_reason}</span>}
        {!isOver && mayRecall && !isRecalling && (
          <button type="button" className="quiet-button order-recall" onClick={() => setRecalling(true)}>
            {t('console:orders.recall')}
          </button>
        )}
      </header>
      {order.instruction && <p className="order-instruction">{order.instruction}</p>}
      <div className="dials">
        {dialsOf(order, now).map((dial) => (
          <OrderDial key={dial.name} dial={dial} />
        ))}
      </div>
      <LadderLine order={order} mayOrder={mayRecall} />
      {isRecalling && (
        <ReasonForm
          label={t('console:orders.recall_why')}
          action={t('console:orders.recall')}
          onCancel={() => setRecalling(false)}
          onSubmit={(reason) => recall(order.id, reason)}
        />
      )}
      {order.report && <OrderReport report={order.report} />}
    </article>
  );
}
