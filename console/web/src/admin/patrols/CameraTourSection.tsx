import { Button, MultiSelect, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../session/session';
import { FaultNote } from '../../ui/FaultNote';
import { useSubmit } from '../../ui/useSubmit';
import { listCameras } from '../asks';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { listCameraTours, removeCameraTour, saveCameraTour } from './tourAsks';

/** Tours that operators go through cameras; each look that they confirm counts as patrol of what the camera shows. */
export function CameraTourSection() {
  const { t } = useTranslation();
  const mayManage = usePermission('scenes.manage');
  const loaded = useLoaded(listCameraTours);
  const cameras = useLoaded(listCameras).data ?? [];
  const [draft, setDraft] = useState({ name: '', camera_ids: [] as string[], dwell_s: 15 });
  const submit = useSubmit();

  async function run(work: () => Promise<unknown>) {
    if (!(await submit.run(work))) return;
    setDraft({ name: '', camera_ids: [], dwell_s: 15 });
    loaded.reload();
  }

  return (
    <section className="patrol-section">
      <h2>{t('patrols:camera_tour.title')}</h2>
      <p className="form-hint">{t('patrols:camera_tour.hint')}</p>
      <Shown loaded={loaded}>
        {(tours) => (
          <ul className="patrol-list">
            {tours.map((tour) => (
              <li key={tour.id}>
                <span><b>{tour.name}</b> <small>{t('patrols:camera_tour.cameras', { count: tour.camera_ids.length })} · {tour.dwell_s} s</small></span>
                {mayManage && <Button size="xs" variant="subtle" className="danger" onClick={() => void run(() => removeCameraTour(tour.id))}>{t('admin:act.remove')}</Button>}
              </li>
            ))}
          </ul>
        )}
      </Shown>
      {submit.fault && <FaultNote fault={submit.fault} what={t('patrols:set_up.not_saved')} />}
      {mayManage && (
        <div className="camera-tour-form">
          <TextInput label={t('patrols:set_up.name')} value={draft.name} maxLength={120}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })} />
          <MultiSelect label={t('patrols:camera_tour.which')} searchable value={draft.camera_ids}
            data={cameras.map((camera) => ({ value: camera.id, label: camera.name }))} onChange={(camera_ids) => setDraft({ ...draft, camera_ids })} />
          <NumberInput label={t('patrols:camera_tour.dwell')} min={3} max={600} suffix=" s" value={draft.dwell_s}
            onChange={(value) => setDraft({ ...draft, dwell_s: Number(value) })} />
          <Button disabled={draft.name.trim() === '' || draft.camera_ids.length === 0} loading={submit.isBusy}
            onClick={() => void run(() => saveCameraTour(draft))}>{t('patrols:camera_tour.add')}</Button>
        </div>
      )}
    </section>
  );
}
