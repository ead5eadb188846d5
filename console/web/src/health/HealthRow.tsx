import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { selectCamera } from '../console/selection';
import { GateCell } from './GateCell';
import { badness, bitrateText, offsetText, shareOfUsual } from './rows';
import type { CameraHealth } from './shapes';
import { TroubleLine } from './TroubleLine';
import { useSince } from './useSince';

/** One camera: what is wrong, then its figures. A figure that nobody knows is a dash. */
export function HealthRow({ camera }: { camera: CameraHealth }) {
  const { t } = useTranslation();
  const share = shareOfUsual(camera);
  const isOff = camera.state === 'disabled';
  const age = camera.packet_age_s;
  return (
    <tr className={isOff ? 'is-off' : badness(camera) > 0 ? 'is-bad' : undefined}>
      <th scope="row">
        <Link to="/" onClick={() => selectCamera(camera.camera_id)}>{camera.name}</Link>
      </th>
      <td className="health-state"><State camera={camera} /></td>
      <Figure of="bitrate">
        {camera.bitrate_bps !== null && bitrateText(camera.bitrate_bps)}
        {share !== null && <small className={share < 50 ? 'is-bad' : undefined}>{t('health:of_usual', { share })}</small>}
      </Figure>
      <Figure of="fps">{camera.fps !== null && camera.fps.toFixed(camera.fps < 10 ? 1 : 0)}</Figure>
      <Figure of="keyframe">{camera.keyframe_s !== null && `${camera.keyframe_s.toFixed(1)} s`}</Figure>
      <Figure of="picture">{age !== null && (age < 1 ? '< 1 s' : `${Math.round(age)} s`)}</Figure>
      <Figure of="recording">
        {!isOff && (
          <span className={camera.recording === 'not_written' ? 'is-bad' : undefined}>{t(`health:recording.${camera.recording}`)}</span>
        )}
        {camera.recording === 'not_written' && camera.state === 'online' && camera.recording_reason && <small>{camera.recording_reason}</small>}
      </Figure>
      <Figure of="gate">{camera.gate && <GateCell gate={camera.gate} />}</Figure>
      <Figure of="clock">{camera.clock_offset_s !== null && offsetText(camera.clock_offset_s)}</Figure>
    </tr>
  );
}

function Figure({ of, children }: { of: 'bitrate' | 'fps' | 'keyframe' | 'picture' | 'recording' | 'gate' | 'clock'; children: ReactNode }) {
  const { t } = useTranslation();
  const isKnown = Array.isArray(children) ? children.some(Boolean) : Boolean(children);
  return <td className={`health-${of}`} data-label={t(`health:column.${of}`)}>{isKnown ? children : <span className="health-none">–</span>}</td>;
}

function State({ camera }: { camera: CameraHealth }) {
  const { t } = useTranslation();
  const sinceText = useSince();
  const { state, troubles } = camera;
  if (troubles.length > 0) {
    return (
      <>
        {troubles.map((trouble) => <TroubleLine key={trouble.event_id} {...trouble} />)}
        {state === 'offline' && camera.reason && <small>{camera.reason}</small>}
      </>
    );
  }
  if (state === 'online') return <span className="mood">{t('health:well')}</span>;
  return (
    <>
      <span className={`mood mood-${state === 'disabled' ? 'off' : state === 'offline' ? 'bad' : 'wait'}`}>
        {t('health:trouble', { what: t(`admin:camera_state.${state}`), at: sinceText(camera.since) })}
      </span>
      {camera.reason && state !== 'disabled' && <small>{camera.reason}</small>}
    </>
  );
}
