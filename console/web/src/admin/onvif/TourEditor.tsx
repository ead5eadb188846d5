import { Button, NumberInput, Switch } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../../ui/FaultNote';
import { tell } from '../../ui/notify';
import { useSubmit } from '../../ui/useSubmit';
import { useLoaded } from '../useLoaded';
import { presetsOf, setTour } from './asks';
import type { Tour } from './shapes';
import { extended, isUsable, moved } from './stops';
import { StopRow } from './StopRow';

interface Props {
  cameraId: string;
  tour: Tour;
  trouble: string | null;
  onSaved: () => void;
}

/** The presets that the camera looks at in turn. Saved by its own button. */
export function TourEditor({ cameraId, tour, trouble, onSaved }: Props) {
  const { t } = useTranslation();
  const { data: presets, fault } = useLoaded(useCallback(() => presetsOf(cameraId), [cameraId]));
  const [stops, setStops] = useState(tour.stops);
  const [resume, setResume] = useState(tour.resume_after_s);
  const [isOn, setOn] = useState(tour.is_on);
  const submit = useSubmit();

  async function save() {
    const isSaved = await submit.run(() => setTour(cameraId, stops, resume, isOn && stops.length > 0));
    if (!isSaved) return;
    tell(t('onvif:tour.saved'));
    onSaved();
  }

  return (
    <fieldset className="tour">
      <legend>{t('onvif:tour.title')}</legend>
      {fault && <FaultNote fault={fault} what={t('onvif:preset.unknown')} />}
      {presets?.length === 0 && <p className="form-hint">{t('onvif:tour.no_presets')}</p>}
      {stops.length > 0 && (
        <ol className="tour-stops">
          {stops.map((stop, index) => (
            <StopRow key={index} stop={stop} presets={presets ?? []} index={index} count={stops.length}
              onChange={(next) => setStops(stops.map((each, place) => (place === index ? next : each)))}
              onMove={(by) => setStops(moved(stops, index, by))}
              onRemove={() => setStops(stops.filter((_, place) => place !== index))} />
          ))}
        </ol>
      )}
      <div className="tour-acts">
        <Button variant="default" disabled={!presets?.length} onClick={() => setStops(extended(stops, presets ?? []))}>
          {t('onvif:tour.add')}
        </Button>
        {!isUsable(stops) && <span className="form-hint">{t('onvif:tour.too_short')}</span>}
      </div>
      <NumberInput className="form-short" label={t('onvif:tour.resume')} description={t('onvif:tour.resume_hint')}
        value={resume} min={5} max={3600} allowDecimal={false} onChange={(value) => setResume(Number(value) || 60)} />
      <Switch label={t('onvif:tour.is_on')} checked={isOn && stops.length > 0} disabled={stops.length === 0}
        onChange={(event) => setOn(event.currentTarget.checked)} />
      {trouble && tour.is_on && <p className="mood mood-bad">{trouble}</p>}
      {submit.fault && <FaultNote fault={submit.fault} what={t('onvif:tour.not_saved')} />}
      <Button className="form-own" variant="default" loading={submit.isBusy} disabled={!isUsable(stops)} onClick={() => void save()}>
        {t('onvif:tour.save')}
      </Button>
    </fieldset>
  );
}
