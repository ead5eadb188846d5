import { useTranslation } from 'react-i18next';
import './lessons.css';

interface Props {
  count: number;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** "Kept quiet: 12": shows them instead of what calls. */
export function QuietSwitch({ count, isOn, onChange }: Props) {
  const { t } = useTranslation();
  if (count === 0 && !isOn) return null;
  return (
    <button type="button" className="quiet-switch" aria-pressed={isOn} onClick={() => onChange(!isOn)}>
      {isOn ? t('lessons:quiet.back') : t('lessons:quiet.count', { number: count })}
    </button>
  );
}
