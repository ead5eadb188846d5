/** Why the browser gives no microphone. insecure: it does so on secure pages only. */
export type MicrophoneTrouble = 'denied' | 'missing' | 'busy' | 'insecure';

const SOUND: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

class Insecure extends Error {}

/** The microphone, with echo and noise taken out by the browser. Throws what `microphoneTrouble` names. */
export async function openMicrophone(): Promise<MediaStream> {
  // Typed as always there; over plain HTTP it is not.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new Insecure();
  return devices.getUserMedia({ audio: SOUND, video: false });
}

export function microphoneTrouble(thrown: unknown): MicrophoneTrouble {
  if (thrown instanceof Insecure) return 'insecure';
  const name = thrown instanceof DOMException ? thrown.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'denied';
}

/** How loud samples in [-1, 1] are to the eye: 0 is silence (-50 dB and less), 1 is full. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibel = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-9);
  return Math.min(1, Math.max(0, (decibel + 50) / 50));
}
