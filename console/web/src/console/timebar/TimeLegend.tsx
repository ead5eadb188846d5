import { Popover } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const STATES = ['recorded', 'held', 'gap', 'policy', 'expired'] as const;

/** What the bar's patterns mean. */
export function TimeLegend() {
  const { t } = useTranslation();
  return (
    <Popover position="top-start" withArrow shadow="md">
      <Popover.Target>
        <button type="button" className="legend-button" aria-label={t('recording:legend')} title={t('recording:legend')}>?</button>
      </Popover.Target>
      <Popover.Dropdown>
        <ul className="legend">
          {STATES.map((state) => (
            <li key={state}>
              <i className={`stretch stretch-${state}`} aria-hidden="true" />
              {t(`recording:state.${state}`)}
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
