export type Facing = 'environment' | 'user';

/** The phone's camera, with its microphone if that may be had. Throws what `getUserMedia` throws. */
export async function openLens(facing: Facing, hasSound: boolean): Promise<MediaStream> {
  const video: MediaTrackConstraints = {
    facingMode: { ideal: facing },
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: 15, max: 30 },
  };
  if (hasSound) {
    try {
      return await navigator.mediaDevices.getUserMedia({ video, audio: true });
    } catch (thrown) {
      // A phone without a microphone, or one whose microphone is refused, still has a picture.
      if (thrown instanceof DOMException && thrown.name === 'NotReadableError') throw thrown;
    }
  }
  return navigator.mediaDevices.getUserMedia({ video, audio: false });
}

export function closeLens(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Whether the picture still comes: a phone that slept has taken the camera away. */
export function isOpen(stream: MediaStream | null): boolean {
  return stream?.getVideoTracks().some((track) => track.readyState === 'live') ?? false;
}
