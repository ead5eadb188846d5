import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { reviewPath } from '../../review/address';
import { useZone } from '../../session/session';
import { dateTime, duration } from '../../time/format';
import { pictureUrl } from './asks';
import type { Trial, TrialFinding } from './shapes';

const FIRST = 24;
const LEAD_MS = 3000;

interface Props {
  cameraId: string;
  trial: Trial;
  findings: readonly TrialFinding[];
}

/** What would have been reported, picture by picture; a click opens that moment of the recording. */
export function TrialStrip({ cameraId, trial, findings }: Props) {
  const { t } = useTranslation();
  const [upto, setUpto] = useState(FIRST);
  if (findings.length === 0) return null;
  return (
    <>
      <ul className="trial-strip" aria-label={t('trials:pictures')}>
        {findings.slice(0, upto).map((one) => (
          <li key={one.number}><Found cameraId={cameraId} trial={trial} one={one} /></li>
        ))}
      </ul>
      {findings.length > upto && (
        <button type="button" className="trial-more" onClick={() => setUpto(upto + FIRST * 4)}>
          {t('trials:more', { count: findings.length - upto })}
        </button>
      )}
    </>
  );
}

function Found({ cameraId, trial, one }: { cameraId: string; trial: Trial; one: TrialFinding }) {
  const { t } = useTranslation();
  const zone = useZone();
  const rule = trial.rules.find((known) => known.rule_id === one.rule_id);
  const lasted = (Date.parse(one.until) - Date.parse(one.at)) / 1000;
  const at = dateTime(one.at, zone);
  const what = t(`console:class.${one.object_class ?? 'unknown'}`, { defaultValue: one.object_class ?? '' });
  return (
    <Link to={reviewPath([cameraId], Date.parse(one.at) - LEAD_MS)} target="_blank" rel="noopener" className="trial-found"
      title={t('trials:open', { at })}>
      {one.has_picture
        ? <img src={pictureUrl(cameraId, trial.id, one.number)} alt={t('trials:picture', { rule: rule?.name ?? '', at })} loading="lazy" />
        : <span className="trial-blank">{t('trials:no_picture')}</span>}
      <span className="trial-when">{at.slice(11)}</span>
      <span className="row-sub">
        {rule?.name} · {what}{lasted >= 1 && ` · ${duration(lasted)}`}
      </span>
    </Link>
  );
}
