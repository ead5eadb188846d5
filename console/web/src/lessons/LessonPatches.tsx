import { ReasonIcon } from './ReasonIcon';
import type { Lesson } from './shapes';

const STATES: readonly Lesson['state'][] = ['quiet', 'learning', 'off', 'exempt'];
const SIGN_PX = 28;

interface Props {
  cameraId: string;
  lessons: readonly Lesson[];
  selectedId: string | null;
  onMissing: () => void;
}

/** Lessons as soft patches on the camera's picture; one that is picked stands out. */
export function LessonPatches({ cameraId, lessons, selectedId, onMissing }: Props) {
  return (
    <div className="lesson-picture">
      <img src={`/api/cameras/${encodeURIComponent(cameraId)}/picture.jpg?width=1280`} alt="" onError={onMissing} />
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
        <defs>
          {STATES.map((state) => (
            <radialGradient key={state} id={`lesson-${state}`} className={`lesson-patch state-${state}`}>
              <stop offset="0" stopColor="currentColor" stopOpacity="0.45" />
              <stop offset="0.5" stopColor="currentColor" stopOpacity="0.28" />
              <stop offset="1" stopColor="currentColor" stopOpacity="0" />
            </radialGradient>
          ))}
        </defs>
        {lessons.map((lesson) => {
          const isPicked = lesson.id === selectedId;
          const strength = selectedId === null || isPicked ? 1 : 0.25;
          return (
            <g key={lesson.id} className="lesson-soft" opacity={strength}>
              {lesson.patches.map((patch, index) => (
                <ellipse key={index} cx={patch.x} cy={patch.y} rx={patch.rx * 1.6} ry={patch.ry * 1.6}
                  fill={`url(#lesson-${lesson.state})`} opacity={patch.weight / Math.max(1, lesson.patches.length / 3)} />
              ))}
            </g>
          );
        })}
      </svg>
      {lessons.map((lesson, index) => {
        const middle = middleOf(lesson);
        const below = lessons.slice(0, index).filter((other) => isNear(middleOf(other), middle)).length;
        return middle && (
          <span key={lesson.id} className={`lesson-sign lesson-patch state-${lesson.state}${lesson.id === selectedId ? ' is-picked' : ''}`}
            style={{ left: `${middle.x * 100}%`, top: `${middle.y * 100}%`, marginTop: below * SIGN_PX }}>
            <ReasonIcon reason={lesson.reason} size={18} /> ×{lesson.alike}
          </span>
        );
      })}
    </div>
  );
}

type Patch = Lesson['patches'][number];

function middleOf({ patches }: Lesson): Patch | undefined {
  return patches[Math.floor(patches.length / 2)];
}

/** Whether two signs would hide one another. */
function isNear(a: Patch | undefined, b: Patch | undefined): boolean {
  return a !== undefined && b !== undefined && Math.hypot(a.x - b.x, a.y - b.y) < 0.08;
}
