import { type KeyboardEvent, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '../../../admin/useLoaded';
import { usePermission, useSession } from '../../../session/session';
import { otherTalker } from '../../../state/steered';
import { useRoom } from '../../../state/store';
import { useServerNow } from '../../../time/useServerNow';
import { talkOf } from './asks';
import { TalkMeter } from './TalkMeter';
import { useTalk } from './useTalk';
import { useTalkWord } from './useTalkWord';
import './talk.css';

/** Push to talk, for cameras with a loudspeaker and people who may. */
export function TalkPanel({ cameraId }: { cameraId: string }) {
  const mayTalk = usePermission('cameras.talk');
  return mayTalk ? <Asked cameraId={cameraId} /> : null;
}

function Asked({ cameraId }: { cameraId: string }) {
  const { data } = useLoaded(useCallback(() => talkOf(cameraId), [cameraId]));
  return data?.can_talk ? <Control cameraId={cameraId} /> : null;
}

function Control({ cameraId }: { cameraId: string }) {
  const { t } = useTranslation();
  const own = useSession((session) => session.session?.user.id ?? '');
  const known = useRoom((room) => room.room.steered[cameraId]);
  const other = otherTalker(known, own, useServerNow());
  const { state, press, release } = useTalk(cameraId, known?.talkEnded?.session ?? null);
  const word = useTalkWord(state, known?.talkEnded ?? null, other);
  const isHeld = state.kind === 'live' || state.kind === 'connecting';

  function onKey(event: KeyboardEvent<HTMLButtonElement>) {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation(); // the room's own keys are not meant
    if (event.type === 'keyup') release();
    else if (!event.repeat && !other) press();
  }

  return (
    <section className="talk" aria-label={t('onvif:talk.title')}>
      <button
        type="button"
        className={`talk-button is-${state.kind}`}
        aria-label={t('onvif:talk.button')}
        title={t('onvif:talk.button')}
        aria-pressed={isHeld}
        disabled={other !== null && !isHeld}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          press();
        }}
        onPointerUp={release}
        onPointerCancel={release}
        onKeyDown={onKey}
        onKeyUp={onKey}
        onBlur={release}
        onContextMenu={(event) => event.preventDefault()}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <rect x="9" y="3" width="6" height="11" rx="3" />
          <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3M8.5 21h7" />
        </svg>
      </button>
      <div className="talk-side">
        <p className={`talk-word ${word.tone}`} role="status">{word.text}</p>
        {state.kind === 'live' && <TalkMeter stream={state.stream} />}
      </div>
    </section>
  );
}
