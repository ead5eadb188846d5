import { useTranslation } from 'react-i18next';
import { useRoom } from '../../../state/store';
import { useSelection } from '../../selection';
import { showCoverage } from '../coverage/placing';
import { stopClosing } from '../roads/closing';
import { startPursuit, stopPursuit, usePursuing } from './pursuing';
import { startOf } from './pursuit';
import './pursuit.css';

function start() {
  stopClosing(); // one thing at a time takes presses on the map
  showCoverage(false);
  startPursuit(startOf(useRoom.getState().room, useSelection.getState().selected));
}

/** Begins a pursuit from what is selected, or ends the one that is on. */
export function PursuitButton() {
  const { t } = useTranslation();
  const isOn = usePursuing((state) => state.isOn);
  return (
    <div className="map-tools map-pursuit-tool">
      <button
        type="button"
        className="map-tool"
        aria-pressed={isOn}
        onClick={isOn ? stopPursuit : start}
        title={t('pursuit:tool')}
        aria-label={t('pursuit:tool')}
      >
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.500" strokeLinecap="round">
          <circle cx="10" cy="2.600" r="1.600" fill="currentColor" stroke="none" />
          <path d="M3.500 6.500 7 5l2.500 2.500L7.500 11l1.500 4M9.500 7.500 13 8M7.500 11 4 13" />
        </svg>
      </button>
    </div>
  );
}
