import { useTranslation } from 'react-i18next';
import { useReview } from './store';

/** Whether the lanes show what was kept quiet. */
export function QuietToggle() {
  const { t } = useTranslation();
  const isOn = useReview((state) => state.showsQuiet);
  return (
    <button type="button" className="act quiet-toggle" aria-pressed={isOn} onClick={() => useReview.setState({ showsQuiet: !isOn })}>
      {isOn ? '☑' : '☐'} {t('lessons:quiet.show')}
    </button>
  );
}
