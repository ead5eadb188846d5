import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

const MONDAY = Date.UTC(2024, 0, 1);

/** The short word for a weekday in the page's language; 0 is Monday. */
export function useDayWord(): (day: number) => string {
  const { i18n } = useTranslation();
  return useCallback(
    (day) => new Intl.DateTimeFormat(i18n.language, { weekday: 'short', timeZone: 'UTC' }).format(MONDAY + day * 86_400_000),
    [i18n.language],
  );
}
