import { useTranslation } from 'react-i18next';
import { useKindWord } from '../../console/useKindWord';
import { KindIcon } from '../../ui/kinds/KindIcon';
import type { Trial, TrialRule } from './shapes';

interface Props {
  trial: Trial;
  chosen: string | null;
  onChoose: (ruleId: string | null) => void;
}

/** How often each rule would report, beside now. A click shows only its pictures. */
export function TrialRules({ trial, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <table className="trial-rules">
      <thead>
        <tr><th>{t('trials:rule')}</th><th>{t('trials:side.now')}</th><th>{t('trials:side.draft')}</th></tr>
      </thead>
      <tbody>
        {trial.rules.map((rule) => (
          <Row key={rule.rule_id} rule={rule} isChosen={chosen === rule.rule_id}
            onChoose={() => onChoose(chosen === rule.rule_id ? null : rule.rule_id)} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ rule, isChosen, onChoose }: { rule: TrialRule; isChosen: boolean; onChoose: () => void }) {
  const { t } = useTranslation();
  const kindWord = useKindWord();
  const kind = kindWord(rule.kind, rule.kind);
  const about = [kind === rule.name ? null : kind, rule.is_enabled ? null : t('trials:off')].filter(Boolean).join(' · ');
  return (
    <tr className={isChosen ? 'is-chosen' : undefined}>
      <td>
        <button type="button" className="trial-rule" aria-pressed={isChosen} disabled={!rule.draft} onClick={onChoose}>
          <KindIcon kind={rule.kind} /> {rule.name}
        </button>
        {about && <span className="row-sub">{about}</span>}
      </td>
      <td>{rule.now ?? <span className="row-sub">{t('trials:none_now')}</span>}</td>
      <td><strong>{rule.draft ?? <span className="row-sub">{t('trials:none_draft')}</span>}</strong></td>
    </tr>
  );
}
