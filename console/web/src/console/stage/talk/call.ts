import { send } from '../../../api/client';
import { gathered } from '../live/whep';
import type { Call } from './press';

const CONNECT_MS = 8_000;

/** The microphone on its way to the camera's loudspeaker: resolves when the line stands. */
export async function callCamera(cameraId: string, stream: MediaStream, onEnd: () => void): Promise<Call> {
  const peer = new RTCPeerConnection();
  let resource: string | null = null;
  const close = () => {
    peer.onconnectionstatechange = null;
    // The peer goes last: once it is gone the server forgets the session, and there is nothing left to delete.
    const told = resource ? send(resource, { method: 'DELETE', keepalive: true }) : Promise.resolve();
    void told.catch(() => undefined).then(() => peer.close());
  };
  try {
    for (const track of stream.getAudioTracks()) peer.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
    await peer.setLocalDescription(await peer.createOffer());
    await gathered(peer);
    const answer = await send(`/api/cameras/${cameraId}/talk`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp' },
      body: peer.localDescription?.sdp ?? '',
    });
    resource = answer.headers.get('Location');
    await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
    await connected(peer);
  } catch (thrown) {
    close();
    throw thrown;
  }
  peer.onconnectionstatechange = () => {
    if (['failed', 'closed', 'disconnected'].includes(peer.connectionState)) onEnd();
  };
  return { session: resource?.split('/').pop() ?? '', close };
}

function connected(peer: RTCPeerConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the line to the server does not stand')), CONNECT_MS);
    const look = () => {
      if (peer.connectionState === 'connected') resolve();
      else if (peer.connectionState === 'failed') reject(new Error('the line to the server does not stand'));
      else return;
      clearTimeout(timer);
    };
    peer.onconnectionstatechange = look;
    look();
  });
}
