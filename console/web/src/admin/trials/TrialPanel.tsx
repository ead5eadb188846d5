import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { FaultNote } from '../../ui/FaultNote';
import { EmptyState } from '../../ui/EmptyState';
import type { Scene } from '../shapes';
import { rangeOf, wrongOf } from './range';
import { askedFirst, TrialRange, typedRange } from './TrialRange';
import { TrialResult } from './TrialResult';
import { isOpen, useTrial } from './useTrial';
import './trials.css';

interface Props {
  cameraId: string;
  /** As it is drawn now, saved or not. */
  scene: Scene;
  isComplete: boolean;
}

/** Tries the rules as they are drawn now on what was recorded, before they are saved. */
export function TrialPanel({ cameraId, scene, isComplete }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const [asked, setAsked] = useState(() => askedFirst(Date.now(), zone));
  const [tried, setTried] = useState<Scene | null>(null);
  const { trial, fault, isBusy, begin, drop } = useTrial(cameraId);
  const typed = typedRange(asked, zone);
  const wrong = asked.choice === 'own' ? wrongOf(typed.startMs, typed.endMs, Date.now()) : null;
  const lacksRules = (scene.rules ?? []).length === 0;

  async function start() {
    const range = asked.choice === 'own' ? typed : rangeOf(asked.choice, Date.now(), zone);
    if (range.startMs === null || range.endMs === null) return;
    const times = { start: new Date(range.startMs).toISOString(), end: new Date(range.endMs).toISOString() };
    if (await begin({ scene: { ...scene, calibration_error_m: null }, ...times })) setTried(scene);
  }

  if (lacksRules) return <EmptyState title={t('trials:no_rule')} hint={t('trials:no_rule_hint')} />;
  return (
    <div className="trial">
      <p className="trial-hint">{t('trials:hint')}</p>
      <TrialRange asked={asked} wrong={wrong} onChange={setAsked} />
      <div className="trial-do">
        <Button onClick={() => void start()} loading={isBusy} disabled={!isComplete || wrong !== null || (trial !== null && isOpen(trial))}>
          {t('trials:try')}
        </Button>
        {!isComplete && <span className="row-sub">{t('trials:incomplete')}</span>}
      </div>
      {fault && <FaultNote fault={fault} what={t('trials:not_begun')} />}
      {trial && tried !== null && tried !== scene && <p className="trial-stale" role="status">▲ {t('trials:stale')}</p>}
      {trial && <TrialResult cameraId={cameraId} trial={trial} isBusy={isBusy} onDrop={() => void drop()} />}
    </div>
  );
}
