/** The phone's readers of QR codes (BarcodeDetector) and NFC tags (Web NFC), where its browser has them. */

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface TagReader {
  scan(options: { signal: AbortSignal }): Promise<void>;
  onreading: ((event: { message: { records: { data?: DataView }[] } }) => void) | null;
}
interface Readers {
  BarcodeDetector?: new (options: { formats: string[] }) => Detector;
  NDEFReader?: new () => TagReader;
}

const LOOK_MS = 200;
const readers = window as unknown as Readers;

export const canReadCodes = (): boolean => readers.BarcodeDetector !== undefined && 'mediaDevices' in navigator;
export const canReadTags = (): boolean => readers.NDEFReader !== undefined;

/** Shows the camera in `video` and tells the first code it sees; throws when the camera is refused. */
export async function watchCodes(video: HTMLVideoElement, found: (code: string) => void, closing: AbortSignal): Promise<void> {
  const detector = readers.BarcodeDetector && new readers.BarcodeDetector({ formats: ['qr_code'] });
  if (!detector) return;
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  const end = () => stream.getTracks().forEach((track) => track.stop());
  if (closing.aborted) return end();
  closing.addEventListener('abort', end);
  video.srcObject = stream;
  await video.play();
  const look = async () => {
    if (closing.aborted) return;
    const [code] = await detector.detect(video).catch(() => []);
    if (code) found(code.rawValue);
    else setTimeout(() => void look(), LOOK_MS);
  };
  void look();
}

/** Tells what the next tag holds; throws when the phone's NFC is off or refused. */
export async function readTags(found: (code: string) => void, closing: AbortSignal): Promise<void> {
  if (!readers.NDEFReader) return;
  const reader = new readers.NDEFReader();
  reader.onreading = ({ message }) => {
    const [data] = message.records.flatMap((record) => (record.data ? [record.data] : []));
    if (data) found(new TextDecoder().decode(data));
  };
  await reader.scan({ signal: closing });
}
