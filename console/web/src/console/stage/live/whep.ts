import { send } from '../../../api/client';
import { useRoom } from '../../../state/store';
import { firstFrame, type LiveSource } from './source';

const GATHER_MS = 600;
const FIRST_FRAME_MS = 2_500;
/** From the camera's stamp through feed and relay to the browser, on one network. */
const WAY_MS = 80;
/** The picture waits this little so that the boxes of the analysis can be drawn on the frame they belong to. */
const WAIT_FOR_BOXES_MS = 120;

/** Live by WebRTC, signalled with WHEP (RFC 9725). Refuses when no picture comes. */
export async function openWhep(cameraId: string, video: HTMLVideoElement, signal: AbortSignal): Promise<LiveSource> {
  const peer = new RTCPeerConnection();
  let resource: string | null = null;
  const close = () => {
    video.srcObject = null;
    // The peer goes last: once it is gone the server forgets the session, and there is nothing left to delete.
    const told = resource ? send(resource, { method: 'DELETE', keepalive: true }) : Promise.resolve();
    void told.catch(() => undefined).then(() => peer.close());
  };
  try {
    peer.addTransceiver('video', { direction: 'recvonly' });
    peer.ontrack = ({ track, receiver }) => {
      if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = WAIT_FOR_BOXES_MS;
      video.srcObject = new MediaStream([track]);
      void video.play().catch(() => undefined);
    };
    await peer.setLocalDescription(await peer.createOffer());
    await gathered(peer);
    const answer = await send(`/api/cameras/${cameraId}/whep`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp' },
      body: peer.localDescription?.sdp ?? '',
      signal,
    });
    resource = answer.headers.get('Location');
    await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
    await firstFrame(video, FIRST_FRAME_MS, signal);
  } catch (thrown) {
    close();
    throw thrown;
  }
  return { video, transport: 'whep', shownAt: capturedAt, close };
}

/** The sender's capture time where the browser knows it, else when the frame came in, less what the way here takes. */
function capturedAt(frame: VideoFrameCallbackMetadata): number | null {
  const atMs = frame.captureTime ?? (frame.receiveTime === undefined ? null : frame.receiveTime - WAY_MS);
  return atMs === null ? null : performance.timeOrigin + atMs + useRoom.getState().clockOffsetMs;
}

/** Resolves when the offer knows the ways here, or after a moment. */
export function gathered(peer: RTCPeerConnection): Promise<void> {
  if (peer.iceGatheringState === 'complete') return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, GATHER_MS);
    peer.addEventListener('icegatheringstatechange', () => {
      if (peer.iceGatheringState !== 'complete') return;
      clearTimeout(timer);
      resolve();
    });
  });
}
