import { Button, CopyButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Shown } from '../admin/Shown';
import { useLoaded } from '../admin/useLoaded';
import { getEvidenceKey, verifierUrl } from './asks';

/** What a recipient needs to know and to have, to check a bundle without us. */
export function Recipient() {
  const { t } = useTranslation();
  const loaded = useLoaded(getEvidenceKey);
  return (
    <aside className="recipient">
      <h2>{t('exports:recipient.title')}</h2>
      <p>{t('exports:recipient.why')}</p>
      <Shown loaded={loaded}>
        {({ fingerprint }) => (
          <div className="fingerprint">
            <span>{t('exports:recipient.fingerprint')}</span>
            <code>{fingerprint}</code>
            <CopyButton value={fingerprint}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>{copied ? t('exports:recipient.copied') : t('exports:recipient.copy')}</Button>
              )}
            </CopyButton>
          </div>
        )}
      </Shown>
      <ol>
        <li>{t('exports:recipient.tell')}</li>
        <li>{t('exports:recipient.open')}</li>
        <li>{t('exports:recipient.compare')}</li>
      </ol>
      <div className="recipient-files">
        <Button component="a" variant="default" href={verifierUrl('verify.html')} download>verify.html</Button>
        <Button component="a" variant="default" href={verifierUrl('verify.py')} download>verify.py</Button>
      </div>
    </aside>
  );
}
