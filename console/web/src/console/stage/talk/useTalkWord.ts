import { useTranslation } from 'react-i18next';
import type { TalkEnded } from '../../../state/steered';
import type { TalkState } from './press';

export interface TalkWord {
  text: string;
  tone: '' | 'is-live' | 'is-loud';
}

const ENDS = ['silence', 'limit', 'camera'] as const;

/** What the button says of itself: to hold it, to wait, that one is heard, or why not and what to do. */
export function useTalkWord(state: TalkState, ended: TalkEnded | null, other: string | null): TalkWord {
  const { t } = useTranslation();
  switch (state.kind) {
    case 'connecting':
      return { text: t('onvif:talk.connecting'), tone: '' };
    case 'live':
      return { text: t('onvif:talk.live'), tone: 'is-live' };
    case 'blocked':
      return { text: t(`onvif:talk.blocked.${state.trouble}`), tone: 'is-loud' };
    case 'refused':
      return { text: other ? t('onvif:talk.other', { name: other }) : t('onvif:talk.refused', { why: state.message }), tone: 'is-loud' };
    case 'ended': {
      const told = ended?.session === state.session ? ended : null;
      const reason = ENDS.find((one) => one === told?.reason) ?? 'lost';
      return { text: t(`onvif:talk.ended.${reason}`, { why: told?.detail ?? '' }), tone: 'is-loud' };
    }
    case 'idle':
      return other
        ? { text: t('onvif:talk.other', { name: other }), tone: 'is-loud' }
        : { text: t('onvif:talk.hint'), tone: '' };
  }
}
