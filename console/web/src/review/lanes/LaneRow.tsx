import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../api/shapes';
import { useKindWord } from '../../console/useKindWord';
import { shareOf, stretchesOf } from '../../console/timebar/timeline';
import { isQuiet } from '../../lessons/quiet';
import '../../lessons/lessons.css';
import { useZone } from '../../session/session';
import { clockTime } from '../../time/format';
import { useReview } from '../store';
import { ActivityBars } from './ActivityBars';
import { useKeepLane, useLane } from './footage';

/** One camera's time: what is recorded, what is not and why, how much moved, what happened. */
export function LaneRow({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const zone = useZone();
  const kindWord = useKindWord();
  const window = useReview((state) => state.window);
  useKeepLane(camera.id);
  const lane = useLane(camera.id);
  const showsQuiet = useReview((state) => state.showsQuiet);
  const stretches = useMemo(() => stretchesOf(window, lane.spans), [window, lane.spans]);
  return (
    <div className="lane">
      {stretches.map((stretch) => (
        <i
          key={stretch.from}
          className={`stretch stretch-${stretch.state}`}
          style={{ left: `${stretch.from * 100}%`, width: `${(stretch.to - stretch.from) * 100}%` }}
          title={[t(`review:state.${stretch.state}`), stretch.reason].filter(Boolean).join(' · ')}
        />
      ))}
      <ActivityBars lane={lane} window={window} />
      {lane.events.filter((event) => showsQuiet || !isQuiet(event)).map((event) => (
        <i
          key={event.id}
          className={`moment moment-${event.severity}${event.verdict === 'dismissed' ? ' is-false' : ''}${isQuiet(event) ? ' is-quiet' : ''}`}
          style={{ left: `${shareOf(window, Date.parse(event.opened_at)) * 100}%` }}
          title={`${clockTime(event.opened_at, zone)} ${kindWord(event.kind, event.title)}`}
        />
      ))}
    </div>
  );
}
