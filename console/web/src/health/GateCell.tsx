import { useTranslation } from 'react-i18next';
import { gateText } from './gate';
import type { Gate } from './shapes';

/** How much of a camera is decoded for the analysis, why, and what the audits say that it misses. */
export function GateCell({ gate }: { gate: Gate }) {
  const { t } = useTranslation();
  const text = gateText(gate);
  return (
    <span title={gate.audits > 0 ? t('health:gate.audited', { ...text, audits: gate.audits, misses: gate.misses }) : undefined}>
      {t('health:gate.decoded', { share: text.share })}
      <small className={text.isBad ? 'is-bad' : undefined}>
        {gate.reason ? t(`health:gate_reason.${gate.reason}`) : gate.audits === 0
          ? t('health:gate.unaudited') : t('health:gate.missed', { ...text })}
      </small>
    </span>
  );
}
