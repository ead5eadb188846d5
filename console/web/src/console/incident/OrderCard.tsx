import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../api/shapes';
import { useServerNow } from '../../time/useServerNow';
import { recall } from '../actions';
import { ArrivalLine } from '../../dispatch/ArrivalLine';
import { HandOverForm } from '../../dispatch/HandOverForm';
import { LadderLine } from '../../dispatch/LadderLine';
import { OrderEnd } from '../../dispatch/OrderEnd';
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
  const [asking, setAsking] = useState<'recall' | 'hand_over' | null>(null);
  const isOver = hasEnded(order);
  const mayTakeBack = mayRecall && !isOver && order.state !== 'handled';
  const close = () => setAsking(null);

  return (
    <article className={`order${isOver ? ' is-over' : ''}`}>
      <header className="order-head">
        <button type="button" className="order-unit" onClick={() => selectUnit(order.unit_id)}>
          {order.callsign}
        </button>
        <span className="order-state">{t(`common:order_state.${order.state}`)}</span>
        {mayTakeBack && !asking && (
          <span className="order-acts">
            <button type="button" className="quiet-button order-recall" onClick={() => setAsking('hand_over')}>
              {t('dispatch:handed.do')}
            </button>
            <button type="button" className="quiet-button order-recall" onClick={() => setAsking('recall')}>
              {t('console:orders.recall')}
            </button>
          </span>
        )}
      </header>
      {order.instruction && <p className="order-instruction">{order.instruction}</p>}
      <div className="dials">
        {dialsOf(order, now).map((dial) => (
          <OrderDial key={dial.name} dial={dial} />
        ))}
      </div>
      <ArrivalLine order={order} />
      <LadderLine order={order} mayOrder={mayRecall} />
      <OrderEnd order={order} />
      {asking === 'hand_over' && mayTakeBack && <HandOverForm order={order} onDone={close} />}
      {asking === 'recall' && mayTakeBack && (
        <ReasonForm
          label={t('console:orders.recall_why')}
          action={t('console:orders.recall')}
          onCancel={close}
          onSubmit={(reason) => recall(order.id, reason)}
        />
      )}
      {order.report && <OrderReport report={order.report} />}
    </article>
  );
}
