import { api, send, take } from '../../api/client';
import { h264First, type Publication } from './publication';

const GATHER_MS = 600;
const MOST_BITS_PER_S = 2_000_000;

/** This browser cannot send H.264, the one thing that is recorded as it comes. */
export class NoH264 extends Error {}

/** An open publication. */
export interface Whip {
  peer: RTCPeerConnection;
  /** Another camera of the same phone, without a new connection. */
  replace: (track: MediaStreamTrack) => Promise<void>;
  /** Say good-bye; usable while the page goes away. */
  close: () => void;
}

/** Publish the stream by WHIP (RFC 9725) as this unit's own camera. Throws `NoH264` or an `ApiFault`. */
export async function openWhip(stream: MediaStream): Promise<Whip> {
  const peer = new RTCPeerConnection();
  let resource: string | null = null;
  const close = () => {
    const told = resource ? send(resource, { method: 'DELETE', keepalive: true }) : Promise.resolve();
    void told.catch(() => undefined).then(() => peer.close());
  };
  try {
    const sender = addVideo(peer, stream);
    for (const track of stream.getAudioTracks()) peer.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
    await peer.setLocalDescription(await peer.createOffer());
    await gathered(peer);
    const answer = await send('/api/whip/own', {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp' },
      body: peer.localDescription?.sdp ?? '',
    });
    resource = answer.headers.get('Location');
    await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
    await steady(sender);
    return { peer, replace: (track) => sender.replaceTrack(track), close };
  } catch (thrown) {
    close();
    throw thrown;
  }
}

/** What the room has of this unit's camera. */
export function askPublication(): Promise<Publication> {
  return take(api.GET('/api/whip/own'));
}

function addVideo(peer: RTCPeerConnection, stream: MediaStream): RTCRtpSender {
  const [track] = stream.getVideoTracks();
  const transceiver = peer.addTransceiver(track ?? 'video', { direction: 'sendonly', streams: [stream] });
  const codecs = h264First(RTCRtpSender.getCapabilities('video')?.codecs ?? []);
  if (codecs.length === 0) throw new NoH264();
  transceiver.setCodecPreferences(codecs);
  return transceiver.sender;
}

/** Rather fewer pictures than smaller ones: a number plate must stay legible, and a file keeps one size. */
async function steady(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters() as RTCRtpSendParameters & { degradationPreference?: string };
  parameters.degradationPreference = 'maintain-resolution';
  for (const encoding of parameters.encodings) encoding.maxBitrate = MOST_BITS_PER_S;
  await sender.setParameters(parameters).catch(() => undefined); // a browser that cannot: it goes on as it likes
}

function gathered(peer: RTCPeerConnection): Promise<void> {
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
