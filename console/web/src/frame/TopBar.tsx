import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { MessageMark } from '../console/messages/MessageMark';
import { PanicMark } from '../console/panic/PanicMark';
import { PanicStrip } from '../console/panic/PanicStrip';
import { AlarmStrip } from '../dispatch/AlarmStrip';
import { signOut, useSession } from '../session/session';
import { useRoom } from '../state/store';
import { LanguageSwitch } from '../ui/LanguageSwitch';
import { Mark } from '../ui/Mark';
import { ThemeSwitch } from '../ui/ThemeSwitch';
import { FindButton } from '../palette/FindButton';
import { LinkState } from './LinkState';
import { PlacesNav } from './PlacesNav';
import { RoomClock } from './RoomClock';
import './topbar.css';

const PRODUCT = 'Watchroom';

/** Where we are, what time it is, whether the page is alive, and how much of the room is up. */
export function TopBar({ onHelp }: { onHelp?: () => void }) {
  const { t } = useTranslation();
  const session = useSession((state) => state.session);
  const cameras = useRoom((state) => state.room.cameras);
  const units = useRoom((state) => state.room.units);
  const enabled = Object.values(cameras).filter((camera) => camera.is_enabled);
  const camerasUp = enabled.filter((camera) => camera.status.state === 'online').length;
  const onDuty = Object.values(units).filter((unit) => unit.status !== 'off_duty');
  const unitsUp = onDuty.filter((unit) => unit.status !== 'out_of_service').length;

  return (
    <div>
      <header className="topbar">
        <div className="topbar-room">
          <Mark size={20} />
          <span className="topbar-product">{PRODUCT}</span>
          {session?.room !== PRODUCT && <span className="topbar-name">{session?.room}</span>}
        </div>
        <PlacesNav />
        <RoomClock />
        <LinkState />
        <PanicMark />
        <FindButton />
        <div className="topbar-space" />
        <Count label={t('console:top.cameras')} up={camerasUp} total={enabled.length} />
        <Count label={t('console:top.units')} up={unitsUp} total={onDuty.length} />
        <MessageMark />
        {onHelp && (
          <button type="button" className="quiet-button topbar-wide" onClick={onHelp} title={t('console:keys.title')}>
            ?
          </button>
        )}
        <LanguageSwitch />
        <Menu position="bottom-end" width={200}>
          <Menu.Target>
            <button type="button" className="quiet-button topbar-user">
              {session?.user.name} <span aria-hidden="true">▾</span>
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>
              {session?.user.username} · {session?.user.roles.map((role) => t(`common:role.${role}`)).join(', ')}
            </Menu.Label>
            <ThemeSwitch />
            <Menu.Item onClick={() => void signOut()}>{t('common:action.sign_out')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </header>
      <PanicStrip />
      <AlarmStrip />
    </div>
  );
}

function Count({ label, up, total }: { label: string; up: number; total: number }) {
  const isShort = up < total;
  return (
    <span className={`topbar-count${isShort ? ' is-short' : ''}`}>
      {label}{' '}
      <b>
        {isShort && <span aria-hidden="true">▲ </span>}
        {up}/{total}
      </b>
    </span>
  );
}
