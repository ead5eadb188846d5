import { useTranslation } from 'react-i18next';
import { SeverityMark } from '../ui/SeverityMark';
import { Sheet } from './Sheet';
import type { Order, UnitHome } from './shapes';
import { inOrderOfWork } from './step';
import { choose } from './store';
import { titleOf } from './useDesk';

interface Props {
  home: UnitHome;
  orders: Order[];
  presentId: string;
  onClose: () => void;
}

/** All open orders in the order of work; a tap puts one on the big card. */
export function OthersSheet({ home, orders, presentId, onClose }: Props) {
  const { t } = useTranslation();
  const show = (orderId: string) => {
    choose(orderId);
    onClose();
  };
  return (
    <Sheet title={t('unit:others.title', { count: orders.length })} onClose={onClose}>
      {inOrderOfWork(orders, home.unit.order_ids).map((order) => (
        <button key={order.id} type="button" className="choice" aria-pressed={order.id === presentId}
          onClick={() => show(order.id)}>
          <strong>{titleOf(home, order)}</strong>
          <span className="choice-line">
            <SeverityMark severity={order.severity} /> {t(`unit:order_state.${order.state}`)}
          </span>
        </button>
      ))}
    </Sheet>
  );
}
