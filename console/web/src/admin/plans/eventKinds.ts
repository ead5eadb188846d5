import { useTranslation } from 'react-i18next';

const RULE_KINDS = [
  'intrusion', 'line_crossing', 'loitering', 'occupancy', 'wrong_way', 'speeding', 'stopped_vehicle',
  'unattended_object', 'removed_object', 'running',
] as const;
/** What cameras report by themselves. */
const CAMERA_KINDS = ['camera_motion', 'camera_tamper', 'camera_line'] as const;

/** The kinds that a plan may name. A kind of a newer server is shown by its own name. */
export const EVENT_KINDS: readonly string[] = [...RULE_KINDS, ...CAMERA_KINDS];

export function useKindWord(): (kind: string) => string {
  const { t } = useTranslation();
  return (kind) => {
    const rule = RULE_KINDS.find((each) => each === kind);
    if (rule) return t(`rules:kind.${rule}`);
    const own = CAMERA_KINDS.find((each) => each === kind);
    return own ? t(`console:kind.${own}`) : kind.replaceAll('_', ' ');
  };
}
