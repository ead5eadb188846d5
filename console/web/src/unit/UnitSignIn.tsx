import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asFault, type ApiFault } from '../api/fault';
import { signIn } from '../session/session';
import { FaultNote } from '../ui/FaultNote';
import { LanguageSwitch } from '../ui/LanguageSwitch';
import { Mark } from '../ui/Mark';

/** Name and password in sizes for a thumb; says first that the device link is the shorter way. */
export function UnitSignIn({ deviceFault }: { deviceFault: ApiFault | null }) {
  const { t } = useTranslation();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<ApiFault | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      await signIn(username.trim().toLowerCase(), password);
    } catch (thrown) {
      setFault(asFault(thrown));
      setBusy(false);
    }
  }

  const what = fault?.kind === 'unauthenticated' ? t('unit:sign_in.refused') : t('unit:sign_in.failed');
  return (
    <main className="unit">
      <form className="unit-sign-in" onSubmit={submit}>
        <header>
          <Mark size={32} />
          <h1>{t('unit:sign_in.title')}</h1>
          <LanguageSwitch />
        </header>
        <p>{t('unit:sign_in.link_hint')}</p>
        {deviceFault && !fault && <FaultNote fault={deviceFault} what={t('unit:sign_in.link_failed')} />}
        <label>
          {t('unit:sign_in.username')}
          <input value={username} onChange={(event) => setUsername(event.target.value)} autoComplete="username"
            autoCapitalize="none" autoCorrect="off" spellCheck={false} required />
        </label>
        <label>
          {t('unit:sign_in.password')}
          <input type="password" value={password} onChange={(event) => setPassword(event.target.value)}
            autoComplete="current-password" required />
        </label>
        {fault && <FaultNote fault={fault} what={what} />}
        <button type="submit" className="big-button" disabled={isBusy}>{t('unit:sign_in.enter')}</button>
      </form>
    </main>
  );
}
