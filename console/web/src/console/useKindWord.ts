import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** The word for a kind of event or incident; an unknown kind shows what the server called it. */
export function useKindWord(): (kind: string, fallback: string) => string {
  const { t } = useTranslation();
  return useCallback((kind, fallback) => t(`console:kind.${kind}`, { defaultValue: fallback || kind }), [t]);
}
