import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useKindWord } from '../console/useKindWord';
import type { RulePrecision } from '../lessons/shapes';
import { RuleEvents } from './RuleEvents';
import { reasonsOf, ruleName } from './sort';

interface Props {
  rule: RulePrecision;
  enough: number;
  sinceMs: number;
  cameraName: string;
  isOpen: boolean;
  onToggle: () => void;
}

/** One rule: how right, of how many, why it was wrong; open, its newest events. */
export function PrecisionRow({ rule, enough, sinceMs, cameraName, isOpen, onToggle }: Props) {
  const { t } = useTranslation();
  const kindWord = useKindWord();
  const kind = kindWord(rule.kind, rule.kind);
  const judged = rule.confirmed + rule.dismissed;
  const percent = rule.precision === null ? null : Math.round(rule.precision * 100);
  const reasons = reasonsOf(rule).map(([reason, count]) => `${t(`console:dismiss.${reason}`)} ×${count}`).join(' · ');
  return (
    <>
      <tr className={isOpen ? 'is-open' : undefined}>
        <th scope="row">
          <button type="button" className="precision-open" aria-expanded={isOpen} onClick={onToggle}>
            <i aria-hidden>{isOpen ? '▾' : '▸'}</i> {cameraName}
          </button>
        </th>
        <td className="col-rule">{ruleName(rule)} {kind !== ruleName(rule) && <small>{kind}</small>}</td>
        <td className="col-precision">
          {percent === null ? (
            <small>{t('lessons:precision.few', { number: judged, enough })}</small>
          ) : (
            <span className="precision-bar" role="img" aria-label={`${percent} %`}>
              <i style={{ width: `${percent}%` }} /><b>{percent} %</b>
            </span>
          )}
          {reasons && <small>{reasons}</small>}
        </td>
        <td data-label={t('lessons:column.confirmed')}>{rule.confirmed}</td>
        <td data-label={t('lessons:column.dismissed')}>{rule.dismissed}</td>
        <td data-label={t('lessons:column.undecided')}>{rule.undecided}</td>
        <td data-label={t('lessons:column.quiet')}>{rule.quiet}</td>
      </tr>
      {isOpen && (
        <tr className="precision-events">
          <td colSpan={7}>
            <Link className="precision-link" to={`/admin/cameras/${encodeURIComponent(rule.camera_id)}/lessons`}>{t('lessons:precision.lessons')}</Link>
            <RuleEvents cameraId={rule.camera_id} ruleId={rule.rule_id} sinceMs={sinceMs} />
          </td>
        </tr>
      )}
    </>
  );
}
