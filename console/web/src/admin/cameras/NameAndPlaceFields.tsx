import { NumberInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Camera, Place } from '../shapes';
import { wholeBearing } from '../wedge';
import type { CameraForm } from './cameraForm';
import { CameraPlaceMap } from './CameraPlaceMap';

interface Props {
  form: CameraForm;
  onChange: (part: Partial<CameraForm>) => void;
  others: readonly Camera[];
}

/** Name, place and direction: by hand on the map or in figures. */
export function NameAndPlaceFields({ form, onChange, others }: Props) {
  const { t } = useTranslation();
  const { position } = form;
  const set = (part: Partial<Place>) => onChange({ position: { lat: 0, lon: 0, ...position, ...part } });
  return (
    <div className="placing">
      <div className="form-fields">
        <TextInput label={t('admin:camera.name')} description={t('admin:camera.name_hint')} value={form.name} required
          maxLength={120} onChange={(event) => onChange({ name: event.currentTarget.value })} />
        <p className="form-hint">{position ? t('admin:camera.turn_hint') : t('admin:camera.place_hint')}</p>
        <div className="form-pair">
          <NumberInput label={t('admin:camera.lat')} value={position?.lat ?? ''} decimalScale={6} min={-90} max={90}
            step={0.0001} onChange={(value) => typeof value === 'number' && set({ lat: value })} />
          <NumberInput label={t('admin:camera.lon')} value={position?.lon ?? ''} decimalScale={6} min={-180} max={180}
            step={0.0001} onChange={(value) => typeof value === 'number' && set({ lon: value })} />
        </div>
        <div className="form-pair">
          <NumberInput label={t('admin:camera.bearing')} value={form.bearingDeg} suffix="°" min={0} max={359} step={5}
            disabled={!position} onChange={(value) => onChange({ bearingDeg: wholeBearing(Number(value)) })} />
          <NumberInput label={t('admin:camera.angle')} value={form.viewAngleDeg} suffix="°" min={1} max={360} step={5}
            onChange={(value) => onChange({ viewAngleDeg: Number(value) || 70 })} />
          <NumberInput label={t('admin:camera.range')} value={form.rangeM} suffix=" m" min={1} max={5000} step={5}
            onChange={(value) => onChange({ rangeM: Number(value) || 60 })} />
        </div>
      </div>
      <CameraPlaceMap form={form} onChange={onChange} others={others} />
    </div>
  );
}
