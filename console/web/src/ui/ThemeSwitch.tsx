import { Menu, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A menu line that changes between the dark room and daylight. */
export function ThemeSwitch() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const isLight = colorScheme === 'light';
  return (
    <Menu.Item onClick={() => setColorScheme(isLight ? 'dark' : 'light')}>
      {isLight ? t('common:theme.dark') : t('common:theme.light')}
    </Menu.Item>
  );
}
