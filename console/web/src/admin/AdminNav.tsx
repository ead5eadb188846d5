import { useTranslation } from 'react-i18next';
import { Link, NavLink } from 'react-router';
import { signOut, useSession } from '../session/session';
import { LanguageSwitch } from '../ui/LanguageSwitch';
import { Mark } from '../ui/Mark';
import { ADMIN_PLACES } from './places';

/** Where one can go from here; only what this person may see. */
export function AdminNav() {
  const { t } = useTranslation();
  const session = useSession((state) => state.session);
  const places = ADMIN_PLACES.filter((place) => session?.permissions.includes(place.may));
  return (
    <aside className="admin-nav">
      <Link to="/" className="admin-home" title={t('admin:nav.room')}>
        <Mark size={22} />
        <span>{session?.room ?? 'Watchroom'}</span>
      </Link>
      <nav aria-label={t('admin:nav.label')}>
        {places.map(({ to }) => (
          <NavLink key={to} to={`/admin/${to}`}>{t(`admin:nav.${to}`)}</NavLink>
        ))}
      </nav>
      <div className="admin-foot">
        <Link to="/" className="quiet-button">← {t('admin:nav.room')}</Link>
        <LanguageSwitch />
        <button type="button" className="quiet-button" onClick={() => void signOut()}>{t('admin:nav.sign_out')}</button>
        <span className="admin-person">{session?.user.name}</span>
      </div>
    </aside>
  );
}
