import { Button, NumberInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../../ui/FaultNote';
import { tell } from '../../ui/notify';
import { useSubmit } from '../../ui/useSubmit';
import { saveHouseRetention } from './asks';
import { BELOW } from './policyForm';
import type { HouseRetention } from './shapes';

const GB = 1e9;

interface Props {
  house: HouseRetention;
  onSaved: () => void;
}

/** What is kept of all cameras together; nothing typed is no limit. */
export function HouseRetentionForm({ house, onSaved }: Props) {
  const { t } = useTranslation();
  const [days, setDays] = useState<number | ''>(house.days ?? '');
  const [limitGb, setLimitGb] = useState<number | ''>(house.limit_bytes === null ? '' : house.limit_bytes / GB);
  const submit = useSubmit();
  const numberOf = (value: number | string): number | '' => (value === '' ? '' : Number(value));

  async function save(event: FormEvent) {
    event.preventDefault();
    const wanted = { days: days === '' ? null : days, limit_bytes: limitGb === '' ? null : Math.round(limitGb * GB) };
    if (!(await submit.run(() => saveHouseRetention(wanted)))) return;
    tell(t('recording:house.saved'));
    onSaved();
  }

  return (
    <form className="form-step" onSubmit={(event) => void save(event)}>
      <h2>{t('recording:house.title')}</h2>
      <div className="recording-pair">
        <NumberInput inputWrapperOrder={BELOW} label={t('recording:house.days')} description={t('recording:house.days_hint')} placeholder={t('recording:no_limit')}
          value={days} min={1} max={3650} allowDecimal={false} onChange={(value) => setDays(numberOf(value))} />
        <NumberInput inputWrapperOrder={BELOW} label={t('recording:house.limit')} description={t('recording:house.limit_hint')} placeholder={t('recording:no_limit')}
          suffix=" GB" value={limitGb} min={1} onChange={(value) => setLimitGb(numberOf(value))} />
      </div>
      {submit.fault && <FaultNote fault={submit.fault} what={t('recording:not_saved')} />}
      <div className="recording-save"><Button type="submit" loading={submit.isBusy}>{t('admin:act.save')}</Button></div>
    </form>
  );
}
