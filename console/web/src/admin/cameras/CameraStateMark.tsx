import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { dateTime, zoneName } from '../../time/format';
import type { Camera } from '../shapes';

const MOODS = { online: 'good', connecting: 'wait', offline: 'bad', disabled: 'off' } as const;

/** A camera's state in word, shape and colour; why, and since when. */
export function CameraStateMark({ status }: { status: Camera['status'] }) {
  const { t } = useTranslation();
  const zone = useZone();
  const since = new Date(status.since);
  const size = status.width && status.height ? `${status.codec ?? ''} ${status.width}×${status.height}` : '';
  return (
    <>
      <span className={`mood mood-${MOODS[status.state]}`}>{t(`admin:camera_state.${status.state}`)}</span>
      {status.reason && <span className="row-sub row-reason">{status.reason}</span>}
      <span className="row-sub">
        {t('admin:cameras.since', { time: `${dateTime(since, zone).slice(0, 16)} ${zoneName(since, zone)}` })}
        {size && ` · ${size}`}
      </span>
    </>
  );
}
