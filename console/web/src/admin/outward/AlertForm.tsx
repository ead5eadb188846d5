import { Modal, Select, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSubmit } from '../../ui/useSubmit';
import { FormFoot } from '../FormFoot';
import { useLoaded } from '../useLoaded';
import { CATEGORIES, CERTAINTIES, draftOf, formOf, HOURS, LANGUAGES, missing, SEVERITIES, URGENCIES, withIncident } from './alertForm';
import { AlertWordsFields } from './AlertWordsFields';
import { type Alert, openIncidents, publishAlert, updateAlert } from './asks';

interface Props {
  /** null: a new one; else what is said instead of it. */
  alert: Alert | null;
  onDone: () => void;
  onClose: () => void;
}

/** What the public is told, where and for how long. */
export function AlertForm({ alert, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const incidents = useLoaded(openIncidents).data ?? [];
  const [form, setForm] = useState(() => formOf(alert));
  const submit = useSubmit();
  const change = (part: Partial<typeof form>) => setForm((now) => ({ ...now, ...part }));
  const lack = missing(form);

  async function save(event: FormEvent) {
    event.preventDefault();
    const draft = draftOf(form, Date.now());
    if (await submit.run(() => (alert ? updateAlert(alert.id, draft) : publishAlert(draft)))) onDone();
  }

  return (
    <Modal opened onClose={onClose} size="xl" title={alert ? t('outward:alert.update_title') : t('outward:alert.add')} closeOnClickOutside={false}>
      <form className="modal-form" onSubmit={(event) => void save(event)}>
        <Select label={t('outward:alert.incident')} placeholder={t('outward:alert.no_incident')} clearable value={form.incidentId}
          data={incidents.map((one) => ({ value: one.id, label: `#${one.number} ${one.title}` }))}
          onChange={(id) => setForm((now) => withIncident(now, incidents.find((one) => one.id === id) ?? null))} />
        <div className="alert-words">
          {LANGUAGES.map((language) => (
            <AlertWordsFields key={language} words={form.words[language]}
              onChange={(words) => change({ words: { ...form.words, [language]: words } })} />
          ))}
        </div>
        <div className="alert-grid">
          <Select label={t('outward:alert.category')} allowDeselect={false} value={form.category}
            data={CATEGORIES.map((value) => ({ value: value as string, label: t(`outward:alert.categories.${value}`) }))}
            onChange={(value) => value && change({ category: value as typeof form.category })} />
          <Select label={t('outward:alert.urgency')} allowDeselect={false} value={form.urgency}
            data={URGENCIES.map((value) => ({ value: value as string, label: t(`outward:alert.urgencies.${value}`) }))}
            onChange={(value) => value && change({ urgency: value as typeof form.urgency })} />
          <Select label={t('outward:alert.severity')} allowDeselect={false} value={form.severity}
            data={SEVERITIES.map((value) => ({ value: value as string, label: t(`outward:alert.severities.${value}`) }))}
            onChange={(value) => value && change({ severity: value as typeof form.severity })} />
          <Select label={t('outward:alert.certainty')} allowDeselect={false} value={form.certainty}
            data={CERTAINTIES.map((value) => ({ value: value as string, label: t(`outward:alert.certainties.${value}`) }))}
            onChange={(value) => value && change({ certainty: value as typeof form.certainty })} />
          <TextInput label={t('outward:alert.area')} value={form.area} required maxLength={160} placeholder={t('outward:alert.area_example')}
            onChange={(event) => change({ area: event.currentTarget.value })} />
          <TextInput label={t('outward:alert.lat')} value={form.lat} required inputMode="decimal"
            onChange={(event) => change({ lat: event.currentTarget.value })} />
          <TextInput label={t('outward:alert.lon')} value={form.lon} required inputMode="decimal"
            onChange={(event) => change({ lon: event.currentTarget.value })} />
          <TextInput label={t('outward:alert.radius')} value={form.radiusKm} required inputMode="decimal"
            onChange={(event) => change({ radiusKm: event.currentTarget.value })} />
          <Select label={t('outward:alert.lasts')} allowDeselect={false} value={String(form.hours)}
            data={HOURS.map((hours) => ({ value: String(hours), label: t('outward:alert.hours', { count: hours }) }))}
            onChange={(value) => value && change({ hours: Number(value) })} />
        </div>
        <Switch label={t('outward:alert.is_exercise')} checked={form.isExercise}
          onChange={(event) => change({ isExercise: event.currentTarget.checked })} />
        {lack && <p className="row-sub">{t(`outward:alert.missing.${lack}`)}</p>}
        <FormFoot submit={submit} what={t('outward:alert.not_published')} label={t('outward:alert.publish')} isReady={lack === null}
          onCancel={onClose} />
      </form>
    </Modal>
  );
}
