import { useTranslation } from 'react-i18next';
import { setLanguage } from '../i18n';
import './atoms.css';

/** One press to the other language; shows the language it leads to. */
export function LanguageSwitch() {
  const { i18n } = useTranslation();
  const isChinese = i18n.language === 'zh';
  return (
    <button
      type="button"
      className="quiet-button"
      lang={isChinese ? 'en' : 'zh'}
      onClick={() => setLanguage(isChinese ? 'en' : 'zh')}
    >
      {isChinese ? 'EN' : '中文'}
    </button>
  );
}
