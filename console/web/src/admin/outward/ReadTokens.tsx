import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { dateTime } from '../../time/format';
import { ConfirmRemove } from '../ConfirmRemove';
import { Shown } from '../Shown';
import { CopyLine } from '../units/CopyLine';
import { useLoaded } from '../useLoaded';
import { listReadTokens, type ReadToken, type ReadTokenSecret, revokeReadToken } from './asks';
import { ReadTokenForm } from './ReadTokenForm';
import { SecretOnce } from './SecretOnce';

/** Tokens with which QGIS and other maps read the room's features. */
export function ReadTokens() {
  const { t } = useTranslation();
  const zone = useZone();
  const loaded = useLoaded(listReadTokens);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<ReadTokenSecret | null>(null);
  const [revoked, setRevoked] = useState<ReadToken | null>(null);
  const address = `${window.location.origin}/api/features`;
  return (
    <section className="outward-part">
      <header className="outward-head">
        <div>
          <h2>{t('outward:tokens')}</h2>
          <p>{t('outward:tokens_hint')} <code>{address}</code></p>
        </div>
        <Button variant="default" onClick={() => setMaking(true)}>{t('outward:token_make')}</Button>
      </header>
      <Shown loaded={loaded}>
        {(tokens) =>
          tokens.length === 0 ? <p className="row-sub">{t('outward:tokens_none')}</p> : (
            <ul className="token-list">
              {tokens.map((token) => (
                <li key={token.id}>
                  <div>
                    <strong className="row-name">{token.name}</strong>
                    <span className="row-sub">{token.collections.map((kind) => t(`outward:collection.${kind}`)).join(', ')}</span>
                  </div>
                  <span className="row-sub">
                    {token.used_at ? t('outward:used', { time: dateTime(token.used_at, zone) }) : t('outward:unused')}
                  </span>
                  <Button variant="subtle" className="danger" onClick={() => setRevoked(token)}>{t('outward:revoke')}</Button>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {isMaking && (
        <ReadTokenForm onClose={() => setMaking(false)} onDone={(secret) => { setMaking(false); setMade(secret); loaded.reload(); }} />
      )}
      {made && (
        <SecretOnce title={made.token.name} label={t('outward:token')} secret={made.secret} hint={t('outward:token_hint')}
          onClose={() => setMade(null)}>
          <CopyLine label={t('outward:features_address')} text={address} />
        </SecretOnce>
      )}
      {revoked && (
        <ConfirmRemove title={t('outward:revoke_title', { name: revoked.name })} consequence={t('outward:revoke_text')}
          remove={() => revokeReadToken(revoked.id)} onDone={() => { setRevoked(null); loaded.reload(); }} onClose={() => setRevoked(null)} />
      )}
    </section>
  );
}
