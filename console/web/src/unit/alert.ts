/** Sound and vibration for an order that nobody has seen. A browser allows sound after the first touch only. */

let audio: AudioContext | null = null;

/** Call it from a touch: makes later alerts audible. */
export function allowSound(): void {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume();
}

/** Three rising pairs of tones and a strong vibration. */
export function alertCrew(): void {
  navigator.vibrate?.([400, 150, 400, 150, 700]);
  if (!audio || audio.state !== 'running') return;
  for (let pair = 0; pair < 3; pair += 1) {
    tone(audio, 740, audio.currentTime + pair * 0.5);
    tone(audio, 988, audio.currentTime + pair * 0.5 + 0.18);
  }
}

function tone(context: AudioContext, frequencyHz: number, startS: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = 'triangle';
  oscillator.frequency.value = frequencyHz;
  gain.gain.setValueAtTime(0.0001, startS);
  gain.gain.exponentialRampToValueAtTime(0.6, startS + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, startS + 0.17);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(startS);
  oscillator.stop(startS + 0.18);
}
