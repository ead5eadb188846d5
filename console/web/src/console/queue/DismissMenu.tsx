import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dismiss } from '../actions';
import { ReasonIcon } from '../../lessons/ReasonIcon';
import { setDismissing, useDismissing } from './dismissing';
import { DismissWords } from './DismissWords';
import type { QueueItem } from './queue';
import { DISMISS_REASONS } from './reasons';

/** F, then the reason's digit: two presses to say "false". */
export function DismissMenu({ item }: { item: QueueItem }) {
  const { t } = useTranslation();
  const isOpen = useDismissing((state) => state.key === item.key);
  const isWriting = useDismissing((state) => state.isWriting);
  return (
    <Menu
      opened={isOpen}
      onChange={(opened) => setDismissing(opened ? item.key : null)}
      position="right-start"
      returnFocus={false}
      trapFocus={false}
      clickOutsideEvents={['mousedown', 'touchstart']}
    >
      <Menu.Target>
        <button type="button" className="act">
          {t('console:event.dismiss')} <kbd>F</kbd>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('console:event.dismiss_why')}</Menu.Label>
        {isWriting ? (
          <DismissWords onSend={(words) => {
              setDismissing(null);
              void dismiss(item.events, 'other', words);
            }} />
        ) : (
          DISMISS_REASONS.map((reason, index) => (
            <Menu.Item
              key={reason}
              leftSection={<kbd>{index + 1}</kbd>}
              rightSection={<ReasonIcon reason={reason} />}
              closeMenuOnClick={reason !== 'other'}
              onClick={() => (reason === 'other' ? setDismissing(item.key, true) : void dismiss(item.events, reason))}
            >
              {t(`console:dismiss.${reason}`)}
            </Menu.Item>
          ))
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
