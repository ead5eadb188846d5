import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CameraButton } from './camera/CameraButton';
import { LanguageSwitch } from '../ui/LanguageSwitch';
import type { Unit } from './shapes';
import { StatusSheet } from './StatusSheet';
import { useUnit } from './store';

/** Callsign and status (a tap changes it), then the two lights: the line to the room, and the position. */
export function TopBar({ unit, onCamera }: { unit: Unit; onCamera: () => void }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const link = useUnit((state) => state.link.state);
  const position = useUnit((state) => state.position.state);
  const accuracyM = useUnit((state) => state.fix?.accuracy_m);
  const isFixed = position === 'fixed';
  const positionMood = isFixed ? 'good' : position === 'starting' ? 'wait' : 'bad';
  const blur = accuracyM ? `±${Math.round(accuracyM)} m` : t('unit:light.position_good');
  return (
    <header className="unit-top">
      <button type="button" className="unit-who" onClick={() => setOpen(true)} aria-haspopup="dialog">
        <strong>{unit.callsign}</strong>
        <span className={`unit-status status-${unit.status}`}>{t(`unit:status.${unit.status}`)} ▾</span>
      </button>
      <span className={`light light-${link === 'connected' ? 'good' : link === 'starting' ? 'wait' : 'bad'}`}>
        {t(`unit:light.link_${link}`)}
      </span>
      <span className={`light light-${positionMood}`}>
        {isFixed ? blur : t(`unit:light.position_${positionMood}`)}
      </span>
      <CameraButton onOpen={onCamera} />
      <LanguageSwitch />
      {isOpen && <StatusSheet unit={unit} onClose={() => setOpen(false)} />}
    </header>
  );
}
