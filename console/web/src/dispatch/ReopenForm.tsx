import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ReasonForm } from '../console/incident/ReasonForm';
import { reopen } from './incidentAsks';

/** A closed incident is taken up again, with a reason. */
export function ReopenForm({ incidentId }: { incidentId: string }) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  if (!isAsking) {
    return <button type="button" className="act" onClick={() => setAsking(true)}>{t('dispatch:reopen.open')}</button>;
  }
  return (
    <ReasonForm label={t('dispatch:reopen.why')} action={t('dispatch:reopen.open')} onCancel={() => setAsking(false)}
      onSubmit={(reason) => reopen(incidentId, reason)} />
  );
}
