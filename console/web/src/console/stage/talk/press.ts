import { asFault } from '../../../api/fault';
import { microphoneTrouble, type MicrophoneTrouble } from './microphone';

export type TalkState =
  | { kind: 'idle' }
  | { kind: 'connecting' }
  | { kind: 'live'; stream: MediaStream }
  /** It ended without being let go; the journal tells why. */
  | { kind: 'ended'; session: string }
  | { kind: 'blocked'; trouble: MicrophoneTrouble }
  | { kind: 'refused'; message: string };

export interface Call {
  session: string;
  close: () => void;
}

export interface Wire {
  microphone: () => Promise<MediaStream>;
  /** Resolves when the camera's line stands; `onEnd`: it broke, or the server ended it. */
  call: (stream: MediaStream, onEnd: () => void) => Promise<Call>;
  tell: (state: TalkState) => void;
}

/** One press of the talk button, from down to up. What comes too late is closed again at once. */
export class Press {
  private isOver = false;
  private stream: MediaStream | null = null;
  private call: Call | null = null;

  constructor(private readonly wire: Wire) {
    wire.tell({ kind: 'connecting' });
    void this.run();
  }

  /** The button was let go. */
  release(): void {
    if (!this.isOver) this.end({ kind: 'idle' });
  }

  /** The journal says that a talk has ended: sooner than the browser notices. */
  hear(session: string): void {
    if (this.call?.session === session) this.lose();
  }

  private async run(): Promise<void> {
    try {
      this.stream = await this.wire.microphone();
    } catch (thrown) {
      return this.fail({ kind: 'blocked', trouble: microphoneTrouble(thrown) });
    }
    if (this.isOver) return stopAll(this.stream);
    try {
      this.call = await this.wire.call(this.stream, () => this.lose());
    } catch (thrown) {
      return this.fail({ kind: 'refused', message: asFault(thrown).message });
    }
    if (this.isOver) this.call.close();
    else this.wire.tell({ kind: 'live', stream: this.stream });
  }

  private lose(): void {
    if (!this.isOver && this.call) this.end({ kind: 'ended', session: this.call.session });
  }

  private fail(state: TalkState): void {
    if (!this.isOver) this.end(state);
  }

  private end(state: TalkState): void {
    this.isOver = true;
    this.call?.close();
    if (this.stream) stopAll(this.stream);
    this.wire.tell(state);
  }
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
