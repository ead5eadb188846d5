import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission, useZone } from '../../session/session';
import { clockTime } from '../../time/format';
import { FaultNote } from '../../ui/FaultNote';
import { useSubmit } from '../../ui/useSubmit';
import { PageHead } from '../PageHead';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { getLadders, type LadderRule, type Ladders, saveLadders } from './asks';
import { LadderFields } from './LadderFields';
import { houseFirst, newRule, wrongIn } from './ladderForm';
import './ladders.css';

/** Who is told, and when, that an order is not signed for. */
export function LaddersPage() {
  const { t } = useTranslation();
  const loaded = useLoaded(getLadders);
  return (
    <>
      <PageHead title={t('admin:nav.ladders')} hint={t('dispatch:ladders.hint')} />
      <Shown loaded={loaded}>
        {(ladders) => <LaddersForm key={ladders.revision} ladders={ladders} onSaved={loaded.reload} />}
      </Shown>
    </>
  );
}

function LaddersForm({ ladders, onSaved }: { ladders: Ladders; onSaved: () => void }) {
  const { t } = useTranslation();
  const zone = useZone();
  const mayEdit = usePermission('plans.manage');
  const [kept] = useState(() => houseFirst(ladders.rules));
  const [rules, setRules] = useState(kept);
  const submit = useSubmit();
  const wrong = wrongIn(rules);
  const isChanged = JSON.stringify(rules) !== JSON.stringify(kept);
  const replace = (at: number, rule: LadderRule) => setRules(rules.map((each, i) => (i === at ? rule : each)));

  async function save() {
    if (await submit.run(() => saveLadders(ladders.revision, rules))) onSaved();
  }

  return (
    <>
      {ladders.duty_officers === 0 && <p className="ladder-note">▲ {t('dispatch:ladders.no_duty_officer')}</p>}
      {ladders.commanders === 0 && <p className="ladder-note">▲ {t('dispatch:ladders.no_commander')}</p>}
      {rules.map((rule, at) => (
        <LadderFields key={at} rule={rule} isHouse={at === 0} wrong={wrong?.at === at ? wrong : null} mayEdit={mayEdit}
          onChange={(changed) => replace(at, changed)} onRemove={() => setRules(rules.filter((_, i) => i !== at))} />
      ))}
      {submit.fault && <FaultNote fault={submit.fault} what={t('dispatch:ladders.not_saved')} />}
      {mayEdit && (
        <div className="ladder-foot">
          <Button variant="default" onClick={() => setRules([...rules, newRule(rules)])}>{t('dispatch:ladders.add')}</Button>
          <Button loading={submit.isBusy} disabled={!isChanged || wrong !== null} onClick={() => void save()}>{t('admin:act.save')}</Button>
          {isChanged && <Button variant="subtle" onClick={() => setRules(kept)}>{t('common:action.cancel')}</Button>}
        </div>
      )}
      <p className="ladder-said">
        {t('dispatch:ladders.which')} {t('dispatch:ladders.keeps')}{' '}
        {ladders.changed_at && t('dispatch:ladders.changed', { name: ladders.changed_by, time: clockTime(ladders.changed_at, zone) })}
      </p>
    </>
  );
}
