import { Button, Progress } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rangeText } from '../../exports/shown';
import { useZone } from '../../session/session';
import { dateTime, duration } from '../../time/format';
import { shown, totals } from './counts';
import type { Trial } from './shapes';
import { TrialHours } from './TrialHours';
import { TrialRules } from './TrialRules';
import { TrialStrip } from './TrialStrip';
import { isOpen } from './useTrial';

interface Props {
  cameraId: string;
  trial: Trial;
  isBusy: boolean;
  onDrop: () => void;
}

/** What a trial found, or has found so far. */
export function TrialResult({ cameraId, trial, isBusy, onDrop }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const [ruleId, setRule] = useState<string | null>(null);
  const sum = totals(trial);
  const findings = shown(trial, ruleId);
  return (
    <section className="trial-result" aria-live="polite">
      <header>
        <span className="row-sub">{rangeText(trial.start, trial.end, zone)}</span>
        <Button size="compact-sm" variant="default" disabled={isBusy} onClick={onDrop}>
          {isOpen(trial) ? t('trials:stop') : t('trials:forget')}
        </Button>
      </header>
      {isOpen(trial) && <Going trial={trial} />}
      {trial.state === 'failed' && <p className="trial-failure" role="alert">{t('trials:failed')} {trial.failure}</p>}
      {trial.state !== 'failed' && trial.state !== 'queued' && (
        <>
          <p className="trial-sum">
            <strong>{t(isOpen(trial) ? 'trials:so_far' : 'trials:would', { count: sum.draft })}</strong>
            {sum.hasNow && <span>{t('trials:now', { count: sum.now })}</span>}
          </p>
          <TrialRules trial={trial} chosen={ruleId} onChoose={setRule} />
          {trial.hours.length > 1 && <TrialHours trial={trial} />}
          <TrialStrip cameraId={cameraId} trial={trial} findings={findings} />
          <Looked trial={trial} />
        </>
      )}
      {trial.expires_at && <span className="row-sub">{t('trials:until', { at: dateTime(trial.expires_at, zone) })}</span>}
    </section>
  );
}

function Going({ trial }: { trial: Trial }) {
  const { t } = useTranslation();
  const percent = Math.round(trial.progress * 100);
  if (trial.state === 'queued') return <p className="row-sub">{t('trials:queued')}</p>;
  return (
    <div className="trial-going">
      <Progress value={percent} size="sm" aria-label={t('trials:progress')} />
      <span className="row-sub">
        {percent} %{trial.eta_s !== null && ` · ${t('trials:left', { time: duration(trial.eta_s) })}`}
      </span>
    </div>
  );
}

/** How much footage stands behind the figures, and what was left out. */
function Looked({ trial }: { trial: Trial }) {
  const { t } = useTranslation();
  return (
    <div className="trial-looked">
      <span>{t('trials:looked', { looked: duration(trial.looked_s), footage: duration(trial.footage_s) })}</span>
      {trial.skipped_s > 0 && <span>{t('trials:skipped', { time: duration(trial.skipped_s) })}</span>}
      {trial.left_out > 0 && <span>{t('trials:left_out', { count: trial.left_out })}</span>}
      {trial.notes.map((note) => <span key={note} className="trial-note">▲ {t('trials:unread', { note })}</span>)}
    </div>
  );
}
