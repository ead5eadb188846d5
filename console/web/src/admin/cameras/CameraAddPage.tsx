import { Button, Checkbox } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { tell, tellFault } from '../../ui/notify';
import { addCamera, listCameras } from '../asks';
import { setOnvif } from '../onvif/asks';
import { FindCameras } from '../onvif/FindCameras';
import type { Taken } from '../onvif/taking';
import { FormFoot } from '../FormFoot';
import { PageHead } from '../PageHead';
import { useLoaded } from '../useLoaded';
import { useSubmit } from '../../ui/useSubmit';
import { AddressFields } from './AddressFields';
import { type CameraForm, draftOf, NEW_CAMERA } from './cameraForm';
import { NameAndPlaceFields } from './NameAndPlaceFields';
import { RecordingFields } from './RecordingFields';

/** A new camera in three steps on one page: address and test, name and place, recording. */
export function CameraAddPage() {
  const { t } = useTranslation();
  const go = useNavigate();
  const others = useLoaded(listCameras).data ?? [];
  const [form, setForm] = useState<CameraForm>(NEW_CAMERA);
  const [isTested, setTested] = useState(false);
  const [isUntested, setUntested] = useState(false);
  const [taken, setTaken] = useState<Taken | null>(null);
  const submit = useSubmit();
  const change = (part: Partial<CameraForm>) => setForm((now) => ({ ...now, ...part }));

  async function add(event: FormEvent) {
    event.preventDefault();
    const isAdded = await submit.run(async () => link((await addCamera(draftOf(form))).id));
    if (!isAdded) return;
    tell(t('admin:camera.added', { name: form.name.trim() }));
    void go('/admin/cameras');
  }

  function take(found: Taken) {
    const { name, url, subUrl, username, password } = found;
    change({ name: form.name || name, url, subUrl, username, password });
    setTaken(found);
    setUntested(true); // the device itself has said what it sends
  }

  /** The camera is there whatever becomes of this: it can be connected later, where it is changed. */
  async function link(id: string) {
    if (!taken || taken.url !== form.url.trim()) return;
    try {
      await setOnvif(id, taken.deviceUrl, taken.follows, taken.videoSource);
    } catch (thrown) {
      tellFault(t('onvif:device.not_linked', { name: form.name.trim() }), thrown);
    }
  }

  const isOpen = isTested || isUntested;
  return (
    <form className="form-page" onSubmit={(event) => void add(event)}>
      <PageHead title={t('admin:camera.add_title')}
        back={<Link to="/admin/cameras" className="back-link">← {t('admin:nav.cameras')}</Link>} />
      <section className="form-step">
        <h2><i>1</i> {t('admin:camera.step_address')}</h2>
        <FindCameras onTaken={take} />
        <AddressFields form={form} onChange={change} onTested={setTested} />
        {!isOpen && (
          <Button variant="subtle" className="form-skip" disabled={!form.url.trim()} onClick={() => setUntested(true)}>
            {t('admin:camera.untested')}
          </Button>
        )}
      </section>
      <section className="form-step" aria-disabled={!isOpen}>
        <h2><i>2</i> {t('admin:camera.step_place')}</h2>
        {isOpen ? <NameAndPlaceFields form={form} onChange={change} others={others} />
          : <p className="form-hint">{t('admin:camera.step_place_hint')}</p>}
      </section>
      <section className="form-step" aria-disabled={!isOpen}>
        <h2><i>3</i> {t('admin:camera.step_recording')}</h2>
        {isOpen ? (
          <>
            <RecordingFields form={form} onChange={change} />
            <Checkbox checked={form.reportsIntrusion} label={t('admin:camera.reports')}
              description={t('admin:camera.reports_hint')}
              onChange={(event) => change({ reportsIntrusion: event.currentTarget.checked })} />
          </>
        ) : <p className="form-hint">{t('admin:camera.step_recording_hint')}</p>}
      </section>
      <FormFoot submit={submit} what={t('admin:camera.not_added')} label={t('admin:camera.add')}
        isReady={isOpen && form.name.trim() !== ''} onCancel={() => void go('/admin/cameras')} />
    </form>
  );
}
