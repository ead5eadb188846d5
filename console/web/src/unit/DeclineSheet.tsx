import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { press } from './sender';
import { Sheet } from './Sheet';
import type { DeclineCode, Order, UnitHome } from './shapes';
import { titleOf } from './useDesk';

const REASONS = ['busy', 'too_far', 'vehicle', 'unsafe'] as const;

interface Props {
  home: UnitHome;
  order: Order;
  onClose: () => void;
}

/** Why not: a reason at one tap, or in words. */
export function DeclineSheet({ home, order, onClose }: Props) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');

  function decline(code: DeclineCode) {
    press(order, titleOf(home, order), 'decline', words.trim(), [], code);
    onClose();
  }

  return (
    <Sheet title={t('unit:decline.title')} onClose={onClose}>
      <p className="sheet-hint">{t('unit:decline.hint')}</p>
      {REASONS.map((reason) => (
        <button key={reason} type="button" className="choice" onClick={() => decline(reason)}>
          <strong>{t(`unit:decline_reason.${reason}`)}</strong>
        </button>
      ))}
      <label className="field">
        {t('unit:decline.words')}
        <textarea rows={2} maxLength={500} value={words} onChange={(event) => setWords(event.target.value)} />
      </label>
      <button type="button" className="wide-button" disabled={!words.trim()} onClick={() => decline('other')}>
        {t('unit:decline.send')}
      </button>
    </Sheet>
  );
}
