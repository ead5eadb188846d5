import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { loudness } from './microphone';

/** How loud one's own voice is just now. */
export function TalkMeter({ stream }: { stream: MediaStream }) {
  const { t } = useTranslation();
  const bar = useRef<HTMLMeterElement>(null);

  useEffect(() => {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let frame = 0;
    const draw = () => {
      analyser.getFloatTimeDomainData(samples);
      if (bar.current) bar.current.value = loudness(samples);
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => {
      cancelAnimationFrame(frame);
      void context.close();
    };
  }, [stream]);

  return <meter ref={bar} className="talk-meter" min={0} max={1} aria-label={t('onvif:talk.level')} />;
}
