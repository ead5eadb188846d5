import { Button, NumberInput, SegmentedControl } from '@mantine/core';
import { type FormEvent, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { useZone } from '../../session/session';
import { tell } from '../../ui/notify';
import { useSubmit } from '../../ui/useSubmit';
import { getCamera } from '../asks';
import { FormFoot } from '../FormFoot';
import { PageHead } from '../PageHead';
import type { Camera } from '../shapes';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { getPolicy, savePolicy } from './asks';
import { BELOW, chosen, type Choice, draftOf, formOf, MODES, type PolicyForm, usesEvents } from './policyForm';
import type { Policy } from './shapes';
import { WeekGrid } from './WeekGrid';
import { isFinerThanHours } from './weekGrid';
import './recording.css';

/** When a camera is recorded, what is kept around its events, and how much of it. */
export function RecordingPage() {
  const { cameraId = '' } = useParams();
  const ask = useCallback(() => Promise.all([getCamera(cameraId), getPolicy(cameraId)]), [cameraId]);
  const loaded = useLoaded(ask);
  return <Shown loaded={loaded}>{([camera, policy]) => <Editor key={cameraId} camera={camera} policy={policy} />}</Shown>;
}

function Editor({ camera, policy }: { camera: Camera; policy: Policy }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const zone = useZone();
  const [form, setForm] = useState<PolicyForm>(() => formOf(policy));
  const submit = useSubmit();
  const back = `/admin/cameras/${camera.id}`;
  const change = (part: Partial<PolicyForm>) => setForm((now) => ({ ...now, ...part }));
  const choices: Choice[] = [...MODES, 'schedule'];

  async function save(event: FormEvent) {
    event.preventDefault();
    if (!(await submit.run(() => savePolicy(camera.id, draftOf(form))))) return;
    tell(t('recording:saved', { name: camera.name }));
    void go(back);
  }

  return (
    <form className="form-page" onSubmit={(event) => void save(event)}>
      <PageHead title={t('recording:title', { name: camera.name })} hint={t('recording:hint')}
        back={<Link to={back} className="back-link">← {camera.name}</Link>}>
        <Button component={Link} variant="default" to="/admin/storage">{t('recording:storage.title')}</Button>
      </PageHead>
      {!camera.is_recorded && <p className="recording-note mood mood-wait">{t('recording:switched_off')}</p>}
      <section className="form-step">
        <h2>{t('recording:when')}</h2>
        <SegmentedControl value={form.choice} onChange={(value) => setForm((now) => chosen(now, value as Choice))}
          data={choices.map((value) => ({ value, label: t(`recording:mode.${value}`) }))} />
        <p className="recording-hint">{t(`recording:mode_hint.${form.choice}`, { zone })}</p>
        {form.choice === 'schedule' && (
          <>
            {isFinerThanHours(policy.schedule) && <p className="recording-note mood mood-wait">{t('recording:week.finer')}</p>}
            <WeekGrid cells={form.cells} onChange={(cells) => change({ cells })} />
          </>
        )}
      </section>
      {usesEvents(form) && (
        <section className="form-step">
          <h2>{t('recording:around')}</h2>
          <div className="recording-pair">
            <NumberInput inputWrapperOrder={BELOW} label={t('recording:pre_roll')} suffix=" s" value={form.preRollS} min={0} max={60} allowDecimal={false}
              onChange={(value) => change({ preRollS: Number(value) || 0 })} />
            <NumberInput inputWrapperOrder={BELOW} label={t('recording:post_roll')} suffix=" s" value={form.postRollS} min={0} max={600} allowDecimal={false}
              onChange={(value) => change({ postRollS: Number(value) || 0 })} />
          </div>
          <p className="recording-hint">{t('recording:around_hint')}</p>
        </section>
      )}
      <section className="form-step">
        <h2>{t('recording:keep')}</h2>
        <div className="recording-pair">
          <NumberInput inputWrapperOrder={BELOW} label={t('recording:limit')} suffix=" GB" value={form.limitGb ?? ''} min={1} placeholder={t('recording:no_limit')}
            description={t('recording:limit_hint')} onChange={(value) => change({ limitGb: value === '' ? null : Number(value) })} />
          <NumberInput inputWrapperOrder={BELOW} label={t('recording:min_days')} value={form.minDays} min={0} max={3650} allowDecimal={false}
            description={t('recording:min_days_hint')} onChange={(value) => change({ minDays: Number(value) || 0 })} />
        </div>
        <p className="recording-hint">{t('recording:days_there', { count: camera.retention_days })}</p>
      </section>
      <FormFoot submit={submit} what={t('recording:not_saved')} label={t('admin:act.save')} isReady onCancel={() => void go(back)} />
    </form>
  );
}
