import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { clockTime } from '../../time/format';
import { newKey, post, useParcels } from '../parcels/postman';
import { Sheet } from '../Sheet';
import type { UnitHome } from '../shapes';
import { tellRead } from './acknowledge';
import { talkOf, unreadByCrew } from './messages';
import './messages.css';

const QUICK = ['understood', 'on_way', 'later', 'call_me', 'sos_mistake'] as const;
const LONGEST = 1000;

/** The talk with the room: quick words at one tap, own words below. Without a network they wait, and say so. */
export function MessageSheet({ home, onClose }: { home: UnitHome; onClose: () => void }) {
  const { t } = useTranslation();
  const zone = useZone();
  const waiting = useParcels((state) => state.waiting);
  const [text, setText] = useState('');
  const talk = talkOf(home, waiting);
  const end = useRef<HTMLLIElement>(null);
  const unread = unreadByCrew(home);
  useEffect(() => tellRead(unread), [unread]);
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which would be taken for the effect's clean-up.
    end.current?.scrollIntoView({ block: 'end' });
  }, [talk.length]);

  const say = (words: string) => post({ kind: 'message', key: newKey(), at: new Date().toISOString(), text: words });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim() === '') return;
    say(text.trim());
    setText('');
  }
  return (
    <Sheet title={t('messages:title')} onClose={onClose} isTall>
      <ul className="talk" aria-live="polite">
        {talk.length === 0 && <li className="talk-none">{t('messages:none')}</li>}
        {talk.map((said) => (
          <li key={said.key} className={said.isOurs ? 'said is-ours' : 'said'}>
            <span>{said.text}</span>
            <small>{said.isOurs ? t(`messages:phone_mark.${said.state}`) : said.sender} · {clockTime(said.at, zone)}</small>
          </li>
        ))}
        <li ref={end} aria-hidden="true" />
      </ul>
      <div className="quick-words">
        {QUICK.map((word) => (
          <button key={word} type="button" onClick={() => say(t(`messages:phone_quick.${word}`))}>{t(`messages:phone_quick.${word}`)}</button>
        ))}
      </div>
      <form className="say" onSubmit={submit}>
        <input value={text} maxLength={LONGEST} placeholder={t('messages:write_room')} aria-label={t('messages:write_room')}
          onChange={(event) => setText(event.target.value)} />
        <button type="submit" disabled={text.trim() === ''}>{t('messages:send')}</button>
      </form>
    </Sheet>
  );
}
