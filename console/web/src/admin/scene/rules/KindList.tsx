import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { KindIcon } from '../../../ui/kinds/KindIcon';
import type { Scene } from '../../shapes';
import { tripwiresOf } from '../draft';
import { needsMetres, RULE_KINDS, type RuleKind } from './kinds';

interface Props {
  scene: Scene;
  isCalibrated: boolean;
  current: RuleKind | null;
  onChoose: (kind: RuleKind) => void;
  onBack: () => void;
}

/** Every kind in plain words: what it reports, what it needs, and why it cannot be chosen now. */
export function KindList({ scene, isCalibrated, current, onChoose, onBack }: Props) {
  const { t } = useTranslation();
  const blockOf = (kind: RuleKind) => {
    if (needsMetres(kind) && !isCalibrated) return t('rules:blocked.metres');
    return kind === 'line_crossing' && tripwiresOf(scene).length === 0 ? t('rules:blocked.line') : null;
  };
  return (
    <section className="kind-choice">
      <header>
        <h3>{t('rules:add_what')}</h3>
        <Button variant="default" size="xs" onClick={onBack}>{t('rules:back')}</Button>
      </header>
      <ul className="kind-list">
        {RULE_KINDS.map((kind) => {
          const block = blockOf(kind);
          return (
            <li key={kind}>
              <button type="button" className="kind-row" disabled={block !== null} aria-current={kind === current}
                onClick={() => onChoose(kind)}>
                <KindIcon kind={kind} size={26} />
                <span>
                  <b>{t(`rules:kind.${kind}`)}</b>
                  <span>{t(`rules:reports.${kind}`)}</span>
                  {block ? <em className="kind-block">{block}</em> : <em>{t(`rules:needs.${kind}`, { defaultValue: '' })}</em>}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
