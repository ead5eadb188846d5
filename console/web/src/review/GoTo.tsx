import { Popover } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../session/session';
import { zoneName } from '../time/format';
import { desk } from './desk';
import { localText, momentOf } from './localTime';
import { useReview } from './store';

/** Go to a day and time, as the room's clock shows it. */
export function GoTo() {
  const { t } = useTranslation();
  const zone = useZone();
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const show = () => {
    setText(localText(useReview.getState().atMs, zone));
    setOpen(true);
  };
  const go = (event: FormEvent) => {
    event.preventDefault();
    const atMs = momentOf(text, zone);
    if (atMs === null) return;
    desk.seek(atMs);
    setOpen(false);
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top" trapFocus>
      <Popover.Target>
        <button type="button" className="quiet-button" onClick={show}>{t('review:go_to')}</button>
      </Popover.Target>
      <Popover.Dropdown>
        <form className="go-to" onSubmit={go}>
          <label>
            {t('review:go_to_time', { zone: zoneName(new Date(), zone) })}
            <input type="datetime-local" step="1" value={text} onChange={(event) => setText(event.currentTarget.value)} data-autofocus />
          </label>
          <button type="submit" className="act">{t('review:go')}</button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
