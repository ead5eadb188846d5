import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../Sheet';
import { canReadCodes, canReadTags, readTags, watchCodes } from './readers';
import { codeIn } from './scanBox';
import { prove } from './store';

const CODE_LENGTH = 10;

/** Proves a checkpoint: by the camera and an NFC tag where the browser can, by typing always. */
export function ScanSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [text, setText] = useState('');
  const [hasCamera, setCamera] = useState(canReadCodes());
  const done = useRef(onClose);
  useEffect(() => {
    done.current = onClose;
  });

  useEffect(() => {
    const closing = new AbortController();
    const found = (via: 'qr' | 'nfc') => (code: string) => {
      if (closing.signal.aborted) return;
      closing.abort();
      prove(via, { code });
      done.current();
    };
    if (canReadCodes() && video.current) watchCodes(video.current, found('qr'), closing.signal).catch(() => setCamera(false));
    if (canReadTags()) readTags(found('nfc'), closing.signal).catch(() => undefined); // switched off: camera and typing stay
    return () => closing.abort();
  }, []);

  return (
    <Sheet title={t('patrols:phone.scan')} onClose={onClose} isTall>
      {hasCamera ? <video ref={video} className="scan-video" muted playsInline /> : <p className="sheet-hint">{t('patrols:phone.no_reader')}</p>}
      {canReadTags() && <p className="sheet-hint">{t('patrols:phone.nfc')}</p>}
      <label className="field">
        {t('patrols:phone.code')}
        <input className="scan-code" value={text} autoCapitalize="characters" autoComplete="off" spellCheck={false} maxLength={14}
          onChange={(event) => setText(event.target.value)} />
      </label>
      <button type="button" className="wide-button" disabled={codeIn(text).length !== CODE_LENGTH}
        onClick={() => { prove('typed', { code: text }); onClose(); }}>
        {t('patrols:phone.prove')}
      </button>
    </Sheet>
  );
}
