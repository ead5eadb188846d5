import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { signOut } from '../session/session';

/** Someone without a unit came here: says so and shows both ways on. */
export function WrongPerson({ name }: { name: string }) {
  const { t } = useTranslation();
  return (
    <main className="unit unit-blank">
      <strong>{t('unit:wrong.title', { name })}</strong>
      <span>{t('unit:wrong.hint')}</span>
      <Link className="wide-button" to="/">{t('unit:wrong.room')}</Link>
      <button type="button" className="wide-button" onClick={() => void signOut()}>{t('unit:wrong.sign_out')}</button>
    </main>
  );
}
