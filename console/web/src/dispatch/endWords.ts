import { useTranslation } from 'react-i18next';
import type { Order } from '../api/shapes';

/** Why an order ended: the crew's reason from the list, in this page's language, and what was written. */
export function useEndWords(): (order: Order) => string {
  const { t } = useTranslation();
  return (order) => {
    const code = order.ending?.code;
    const listed = code && code !== 'other' ? t(`dispatch:decline_reason.${code}`) : '';
    return [listed, order.ended_reason].filter(Boolean).join(': ');
  };
}
