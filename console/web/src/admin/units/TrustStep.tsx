import { useTranslation } from 'react-i18next';
import { useLoaded } from '../useLoaded';
import { CopyLine } from './CopyLine';
import { QrCode } from './QrCode';
import { fetchTrust } from './trust';

/** Before the first link: where a phone gets the room's own certificate; nothing where phones trust the room already. */
export function TrustStep() {
  const { t } = useTranslation();
  const { data: trust } = useLoaded(fetchTrust);
  if (!trust?.fingerprint || !trust.certificate_page) return null;
  return (
    <details className="trust-step">
      <summary>{t('trust:title')}</summary>
      <div className="connect">
        <QrCode text={trust.certificate_page} label={t('trust:qr')} />
        <div className="connect-lines">
          <p>{t('trust:text')}</p>
          <CopyLine label={t('trust:page')} text={trust.certificate_page} />
          <p className="form-hint">
            {t('trust:fingerprint')}
            <br />
            <code>{trust.fingerprint}</code>
          </p>
        </div>
      </div>
    </details>
  );
}
