import { openSpotlight } from '@mantine/spotlight';
import { useTranslation } from 'react-i18next';
import './palette.css';

/** The palette for a hand on the mouse, and where its key is learned. */
export function FindButton() {
  const { t } = useTranslation();
  return (
    <button type="button" className="find-button" onClick={() => openSpotlight()} aria-label={t('palette:title')}>
      <span aria-hidden="true">⌕</span>
      <span className="find-word">{t('palette:title')}</span>
      <kbd>Ctrl K</kbd>
    </button>
  );
}
