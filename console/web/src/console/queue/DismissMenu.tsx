import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dismiss } from '../actions';
import { setDismissing, useDismissing } from './dismissing';
import type { QueueItem } from './queue';
import { DISMISS_REASONS } from './reasons';

/** F, then the reason's digit: two presses to say "false". */
export function DismissMenu({ item }: { item: QueueItem }) {
  const { t } = useTranslation();
  const isOpen = useDismissing((state) => state.key === item.key);
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
        {DISMISS_REASONS.map((reason, index) => (
          <Menu.Item
            key={reason}
            leftSection={<kbd>{index + 1}</kbd>}
            onClick={() => void dismiss(item.events, reason)}
          >
            {t(`console:dismiss.${reason}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
