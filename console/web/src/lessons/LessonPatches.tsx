import type { Lesson } from './shapes';

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
          <radialGradient id="lesson-soft">
            <stop offset="0" stopColor="currentColor" stopOpacity="0.55" />
            <stop offset="0.5" stopColor="currentColor" stopOpacity="0.3" />
            <stop offset="1" stopColor="currentColor" stopOpacity="0" />
          </radialGradient>
        </defs>
        {lessons.map((lesson) => {
          const isPicked = lesson.id === selectedId;
          const strength = selectedId === null || isPicked ? 1 : 0.25;
          return (
            <g key={lesson.id} className={`lesson-patch state-${lesson.state}${isPicked ? ' is-picked' : ''}`} opacity={strength}>
              {lesson.patches.map((patch, index) => (
                <ellipse key={index} cx={patch.x} cy={patch.y} rx={patch.rx * 1.6} ry={patch.ry * 1.6}
                  fill="url(#lesson-soft)" opacity={patch.weight / Math.max(1, lesson.patches.length / 3)} />
              ))}
            </g>
          );
        })}
      </svg>
    </div>
  );
}
