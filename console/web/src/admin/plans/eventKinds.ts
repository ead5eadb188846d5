import { useTranslation } from 'react-i18next';

/** The kinds that rules report. A kind of a newer server is shown by its own name. */
export const EVENT_KINDS = ['intrusion', 'line_crossing', 'loitering'] as const;

export function useKindWord(): (kind: string) => string {
  const { t } = useTranslation();
  return (kind) => {
    const known = EVENT_KINDS.find((each) => each === kind);
    return known ? t(`admin:rule_kind.${known}`) : kind.replaceAll('_', ' ');
  };
}
