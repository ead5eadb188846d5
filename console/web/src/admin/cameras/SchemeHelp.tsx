import { useTranslation } from 'react-i18next';
import { SCHEMES } from './scheme';

/** What kinds of address there are, each with an example; folded away until it is wanted. */
export function SchemeHelp() {
  const { t } = useTranslation();
  return (
    <details className="scheme-help">
      <summary>{t('admin:camera.schemes')}</summary>
      <dl>
        {SCHEMES.map(({ key, example }) => (
          <div key={key}>
            <dt>{t(`admin:camera_scheme.${key}`)}</dt>
            <dd><code>{example}</code></dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
