/** A running live picture. */
export interface LiveSource {
  video: HTMLVideoElement;
  transport: 'whep' | 'mse';
  /** Server time of the picture that a frame shows, or null when it cannot be known. */
  shownAt: (frame: VideoFrameCallbackMetadata) => number | null;
  close: () => void;
}

/** Wait for the first frame to be shown; refuses after `limitMs`. */
export function firstFrame(video: HTMLVideoElement, limitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => () => {
      clearTimeout(timer);
      reject(new Error(why));
    };
    const timer = setTimeout(fail('no picture'), limitMs);
    signal.addEventListener('abort', fail('left'), { once: true });
    video.requestVideoFrameCallback(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
