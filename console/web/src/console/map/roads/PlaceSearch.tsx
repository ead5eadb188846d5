import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { placesFor } from './asks';
import type { FoundPlace } from './shapes';

const WAIT_MS = 180;

interface Props {
  onChoose: (place: FoundPlace | null) => void;
}

/** Finds a street, an address or a place by its name. Arrows choose, Enter flies there, Escape ends it. */
export function PlaceSearch({ onChoose }: Props) {
  const { t } = useTranslation();
  const listId = useId();
  const [text, setText] = useState('');
  const [found, setFound] = useState<{ text: string; places: FoundPlace[] | null } | null>(null);
  const [at, setAt] = useState(0);
  const [isOpen, setOpen] = useState(false);

  useEffect(() => {
    if (text.trim() === '') return;
    let isHere = true;
    const show = (places: FoundPlace[] | null) => {
      if (!isHere) return;
      setFound({ text, places });
      setAt(0);
    };
    const timer = setTimeout(() => void placesFor(text).then(show, () => show(null)), WAIT_MS);
    return () => {
      isHere = false;
      clearTimeout(timer);
    };
  }, [text]);

  const places = text.trim() === '' ? [] : (found?.places ?? []);
  const isAnswered = found?.text === text && text.trim() !== '';

  function choose(place: FoundPlace) {
    setText(place.name);
    setOpen(false);
    onChoose(place);
  }

  function end() {
    setText('');
    setOpen(false);
    onChoose(null);
  }

  function press(event: KeyboardEvent) {
    event.stopPropagation();
    const place = places[at];
    if (event.key === 'ArrowDown') setAt(Math.min(places.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else if (event.key === 'Enter' && place) choose(place);
    else if (event.key === 'Escape') end();
    else return;
    event.preventDefault();
  }

  return (
    <div className="place-search">
      <input
        type="search"
        role="combobox"
        value={text}
        placeholder={t('roads:search')}
        aria-label={t('roads:search')}
        aria-expanded={isOpen && places.length > 0}
        aria-controls={listId}
        aria-activedescendant={places[at] ? `${listId}-${at}` : undefined}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={press}
      />
      {isOpen && (
        <ul id={listId} role="listbox" aria-label={t('roads:found')}>
          {places.map((place, i) => (
            <li
              key={`${place.kind} ${place.name} ${place.position.lat} ${place.position.lon}`}
              id={`${listId}-${i}`}
              role="option"
              aria-selected={i === at}
              // Before the field loses the focus and the list with it.
              onMouseDown={() => choose(place)}
              onMouseEnter={() => setAt(i)}
            >
              <b>{place.name}</b>
              <span>{[t(`roads:kind.${place.kind}`), place.detail].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
          {isAnswered && places.length === 0 && (
            <li className="place-none">{t(found.places === null ? 'roads:search_failed' : 'roads:search_none')}</li>
          )}
        </ul>
      )}
    </div>
  );
}
