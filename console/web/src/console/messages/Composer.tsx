import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendMessage } from './asks';

const QUICK = ['call_in', 'understood', 'status', 'stay'] as const;
const LONGEST = 1000;

/** Words to a unit, or to all on duty (null); the usual ones at one press. */
export function Composer({ unitId }: { unitId: string | null }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [isBusy, setBusy] = useState(false);
  /** The same words sent again after a fault are the same message. */
  const key = useRef(crypto.getRandomValues(new Uint32Array(2)).join('-'));

  async function send(words: string) {
    setBusy(true);
    const isSent = await sendMessage(key.current, words, unitId);
    setBusy(false);
    if (!isSent) return;
    key.current = crypto.getRandomValues(new Uint32Array(2)).join('-');
    setText('');
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    void send(text.trim());
  }

  const label = unitId === null ? t('messages:to_all') : t('messages:to_unit');
  return (
    <form className="composer" onSubmit={submit}>
      <div className="composer-quick">
        {QUICK.map((word) => (
          <button key={word} type="button" disabled={isBusy} onClick={() => void send(t(`messages:quick.${word}`))}>{t(`messages:quick.${word}`)}</button>
        ))}
      </div>
      <div className="composer-line">
        <input value={text} maxLength={LONGEST} placeholder={label} aria-label={label} onChange={(event) => setText(event.currentTarget.value)} />
        <button type="submit" className="act act-main" disabled={isBusy || text.trim() === ''}>{t('messages:send')}</button>
      </div>
    </form>
  );
}
