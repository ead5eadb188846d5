import { Button } from '@mantine/core';
import { type FormEvent, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { tell } from '../../ui/notify';
import { changeCamera, getCamera, listCameras } from '../asks';
import { OnvifSection } from '../onvif/OnvifSection';
import { FormFoot } from '../FormFoot';
import { PageHead } from '../PageHead';
import type { Camera } from '../shapes';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { useSubmit } from '../../ui/useSubmit';
import { AddressFields } from './AddressFields';
import { type CameraForm, changeOf, formOf, hostOf } from './cameraForm';
import { CameraStateMark } from './CameraStateMark';
import { NameAndPlaceFields } from './NameAndPlaceFields';
import { RecordingFields } from './RecordingFields';

/** Everything about one camera, to change. */
export function CameraEditPage() {
  const { cameraId = '' } = useParams();
  const loaded = useLoaded(useCallback(() => getCamera(cameraId), [cameraId]));
  return <Shown loaded={loaded}>{(camera) => <EditForm key={camera.id} camera={camera} />}</Shown>;
}

function EditForm({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const others = (useLoaded(listCameras).data ?? []).filter((other) => other.id !== camera.id);
  const [form, setForm] = useState<CameraForm>(() => formOf(camera));
  const submit = useSubmit();
  const change = (part: Partial<CameraForm>) => setForm((now) => ({ ...now, ...part }));

  async function save(event: FormEvent) {
    event.preventDefault();
    const isSaved = await submit.run(() => changeCamera(camera.id, changeOf(form, camera)));
    if (!isSaved) return;
    tell(t('admin:camera.saved', { name: form.name.trim() }));
    void go('/admin/cameras');
  }

  return (
    <form className="form-page" onSubmit={(event) => void save(event)}>
      <PageHead title={camera.name} back={<Link to="/admin/cameras" className="back-link">← {t('admin:nav.cameras')}</Link>}>
        <Button component={Link} variant="default" to={`/admin/cameras/${camera.id}/recording`}>{t('recording:open')}</Button>
        <Button component={Link} variant="default" to={`/admin/cameras/${camera.id}/scene`}>{t('admin:cameras.scene')}</Button>
      </PageHead>
      <div className="form-state"><CameraStateMark status={camera.status} /></div>
      <section className="form-step">
        <h2>{t('admin:camera.step_place')}</h2>
        <NameAndPlaceFields form={form} onChange={change} others={others} />
      </section>
      <section className="form-step">
        <h2>{t('admin:camera.step_address')}</h2>
        <AddressFields form={form} onChange={change} cameraId={camera.id} hasLogin={camera.has_credentials} />
      </section>
      <section className="form-step">
        <h2>{t('admin:camera.step_recording')}</h2>
        <RecordingFields form={form} onChange={change} />
      </section>
      <section className="form-step">
        <h2>{t('onvif:device.title')}</h2>
        <OnvifSection cameraId={camera.id} host={hostOf(camera.address)} />
      </section>
      <FormFoot submit={submit} what={t('admin:camera.not_changed')} label={t('admin:act.save')}
        isReady={form.name.trim() !== '' && form.url.trim() !== ''} onCancel={() => void go('/admin/cameras')} />
    </form>
  );
}
