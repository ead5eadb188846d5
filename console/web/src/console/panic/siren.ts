/** The room's siren: unlike every other sound of the page. A browser allows it after the first touch only. */

let audio: AudioContext | null = null;

/** Call it from a touch. Answers whether the siren can be heard now. */
export function allowSiren(): boolean {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume();
  return audio.state === 'running';
}

export function isSirenAllowed(): boolean {
  return audio?.state === 'running';
}

/** Two falling wails, about two seconds. */
export function wail(): void {
  if (!audio || audio.state !== 'running') return;
  for (const startS of [audio.currentTime, audio.currentTime + 1]) {
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    oscillator.type = 'sawtooth';
    oscillator.frequency.setValueAtTime(1250, startS);
    oscillator.frequency.exponentialRampToValueAtTime(520, startS + 0.85);
    gain.gain.setValueAtTime(0.0001, startS);
    gain.gain.exponentialRampToValueAtTime(0.45, startS + 0.03);
    gain.gain.setValueAtTime(0.45, startS + 0.75);
    gain.gain.exponentialRampToValueAtTime(0.0001, startS + 0.9);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(startS);
    oscillator.stop(startS + 0.95);
  }
}
