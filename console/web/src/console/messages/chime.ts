/** Two soft tones for a message: heard, never mistaken for an alarm. */

let audio: AudioContext | null = null;

document.addEventListener('pointerdown', () => {
  // A browser allows sound after the first touch only.
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume();
});

export function chime(): void {
  if (!audio || audio.state !== 'running') return;
  [660, 880].forEach((frequencyHz, index) => {
    if (!audio) return;
    const startS = audio.currentTime + index * 0.16;
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    oscillator.frequency.value = frequencyHz;
    gain.gain.setValueAtTime(0.0001, startS);
    gain.gain.exponentialRampToValueAtTime(0.2, startS + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, startS + 0.22);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(startS);
    oscillator.stop(startS + 0.24);
  });
}
