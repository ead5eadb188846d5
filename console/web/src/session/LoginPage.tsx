import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asFault, type ApiFault } from '../api/fault';
import { FaultNote } from '../ui/FaultNote';
import { LanguageSwitch } from '../ui/LanguageSwitch';
import { Mark } from '../ui/Mark';
import { signIn } from './session';
import './login.css';

/** Name and password; keeps what was typed when refused. */
export function LoginPage() {
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
      await signIn(username.trim(), password);
    } catch (thrown) {
      setFault(asFault(thrown));
      setBusy(false);
    }
  }

  return (
    <main className="login">
      <form className="login-card" onSubmit={submit}>
        <header className="login-head">
          <Mark size={28} />
          <h1>Watchroom</h1>
          <LanguageSwitch />
        </header>
        <p className="login-word">{t('common:login.word')}</p>
        <TextInput
          label={t('common:login.username')}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          autoComplete="username"
          autoFocus
          required
          size="sm"
        />
        <PasswordInput
          label={t('common:login.password')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          required
          size="sm"
        />
        {fault && (
          <FaultNote
            fault={fault}
            what={fault.kind === 'unauthenticated' ? t('common:login.refused') : t('common:login.failed')}
          />
        )}
        <Button type="submit" size="sm" fullWidth loading={isBusy}>
          {t('common:login.enter')}
        </Button>
      </form>
    </main>
  );
}
