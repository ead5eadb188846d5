import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NavLink, useNavigate } from 'react-router';
import { useSession } from '../session/session';
import { PLACES } from './places';

/** The pages of the house that this person may open: a row of links, a menu on a phone. */
export function PlacesNav() {
  const { t } = useTranslation();
  const session = useSession((state) => state.session);
  const go = useNavigate();
  const places = PLACES.filter((place) => session?.permissions.includes(place.may));
  if (places.length < 2) return null;
  return (
    <>
      <nav className="topbar-places" aria-label={t('common:nav.label')}>
        {places.map(({ to, word }) => (
          <NavLink key={to} to={to} end={to === '/'}>
            {t(`common:nav.${word}`)}
          </NavLink>
        ))}
      </nav>
      <Menu position="bottom-start" width={200}>
        <Menu.Target>
          <button type="button" className="quiet-button topbar-menu" aria-label={t('common:nav.label')}>
            ☰
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {places.map(({ to, word }) => (
            <Menu.Item key={to} onClick={() => void go(to)}>
              {t(`common:nav.${word}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
