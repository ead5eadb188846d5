import { Spotlight } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { showFound } from '../console/map/roads/found';
import { select, showPlace } from '../console/selection';
import { loadState } from '../state/stream';
import { useRoom } from '../state/store';
import { type Entry, matching, type Target } from './matching';
import { useEntries } from './useEntries';
import { usePlaces } from './usePlaces';
import './palette.css';

/** Ctrl-K: any camera, unit, incident, place or page by a few letters of its name. */
export function Palette() {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      onSpotlightOpen={() => !useRoom.getState().isLoaded && void loadState().catch(() => undefined)}
      shortcut="mod + K"
      tagsToIgnore={[]}
      triggerOnContentEditable
      aria-label={t('palette:title')}
      scrollable
      maxHeight="min(60vh, 520px)"
      size={560}
      yOffset="12vh"
      transitionProps={{ duration: 0 }}
      // The room stays in view: an alarm may come.
      overlayProps={{ backgroundOpacity: 0.25, blur: 0 }}
    >
      <Spotlight.Search placeholder={t('palette:hint')} aria-label={t('palette:title')} />
      <Found query={query} />
    </Spotlight.Root>
  );
}

/** Mounted while the palette is open only: the room changes every second. */
function Found({ query }: { query: string }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const entries = useEntries();
  const places = usePlaces(query).map((place): Entry => ({
    key: `${place.kind} ${place.name} ${place.position.lat} ${place.position.lon}`,
    group: 'place',
    label: place.name,
    detail: [t(`roads:kind.${place.kind}`), place.detail].filter(Boolean).join(' · '),
    target: { to: 'place', place },
  }));
  const found = matching([...entries, ...places], query);

  function follow(target: Target) {
    if (target.to === 'page') return void go(target.path);
    void go('/');
    if (target.to === 'place') {
      showFound(target.place);
      showPlace('map');
      return;
    }
    select({ kind: target.to, id: target.id });
    showPlace(target.to === 'unit' ? 'map' : 'stage');
  }

  return (
    <Spotlight.ActionsList>
      {[...found].map(([group, own]) => (
        <Spotlight.ActionsGroup key={group} label={t(`palette:group.${group}`)}>
          {own.map(({ key, label, detail, target }) => (
            <Spotlight.Action key={key} onClick={() => follow(target)}>
              <span className="palette-label">{label}</span>
              <span className="palette-detail">{detail}</span>
            </Spotlight.Action>
          ))}
        </Spotlight.ActionsGroup>
      ))}
      {found.size === 0 && <Spotlight.Empty>{t('palette:none', { query })}</Spotlight.Empty>}
    </Spotlight.ActionsList>
  );
}
