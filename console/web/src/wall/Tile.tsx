import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera, WatchEvent } from '../api/shapes';
import { LiveView } from '../console/stage/LiveView';
import { useKindWord } from '../console/useKindWord';
import { KindIcon } from '../ui/kinds/KindIcon';
import { SeverityMark } from '../ui/SeverityMark';
import { useOnScreen } from './useOnScreen';

interface Props {
  camera: Camera;
  /** The worst undecided event here. */
  event: WatchEvent | undefined;
  isCovered: boolean;
  onOpen: () => void;
}

/** One camera of the wall: plays while it can be seen, stands out while something waits to be decided. */
export function Tile({ camera, event, isCovered, onOpen }: Props) {
  const { t } = useTranslation();
  const kindWord = useKindWord();
  const place = useRef<HTMLButtonElement>(null);
  const isOnScreen = useOnScreen(place);
  const tone = event ? ` is-${event.severity}` : '';
  return (
    <button
      ref={place}
      type="button"
      className={`tile${tone}`}
      aria-label={t('wall:look_closely', { name: camera.name })}
      onClick={onOpen}
    >
      <LiveView camera={camera} purpose="tile" isShown={isOnScreen && !isCovered} />
      <span className="tile-name">
        <b>{camera.name}</b>
        {event && (
          <span className="tile-event">
            <SeverityMark severity={event.severity} withWord={false} /> <KindIcon kind={event.kind} size={14} /> {kindWord(event.kind, event.title)}
          </span>
        )}
      </span>
    </button>
  );
}
