import { expect, it, vi } from 'vitest';
import { ApiFault } from '../../../api/fault';
import { loudness, microphoneTrouble } from './microphone';
import { type Call, Press, type TalkState } from './press';

function desk() {
  const states: TalkState[] = [];
  const track = { stop: vi.fn() };
  const stream = { getTracks: () => [track] } as unknown as MediaStream;
  const call: Call = { session: 's1', close: vi.fn() };
  let answer: (call: Call) => void = () => undefined;
  let refuse: (thrown: unknown) => void = () => undefined;
  let end: () => void = () => undefined;
  const wire = {
    microphone: () => Promise.resolve(stream),
    call: (_stream: MediaStream, onEnd: () => void) => {
      end = onEnd;
      return new Promise<Call>((resolve, reject) => {
        answer = resolve;
        refuse = reject;
      });
    },
    tell: (state: TalkState) => states.push(state),
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  return {
    states, track, call, wire, settle,
    answer: () => answer(call), refuse: (thrown: unknown) => refuse(thrown), end: () => end(),
    kinds: () => states.map((state) => state.kind),
  };
}

it('a press connects, is live, and lets microphone and line go when released', async () => {
  const one = desk();
  const press = new Press(one.wire);
  await one.settle();
  one.answer();
  await one.settle();
  expect(one.kinds()).toEqual(['connecting', 'live']);
  press.release();
  press.release();
  expect(one.kinds()).toEqual(['connecting', 'live', 'idle']);
  expect(one.call.close).toHaveBeenCalledOnce();
  expect(one.track.stop).toHaveBeenCalledOnce();
});

it('a line that stands after the button was let go is closed at once and never live', async () => {
  const one = desk();
  const press = new Press(one.wire);
  await one.settle();
  press.release();
  one.answer();
  await one.settle();
  expect(one.kinds()).toEqual(['connecting', 'idle']);
  expect(one.call.close).toHaveBeenCalledOnce();
});

it('a microphone that is allowed after the button was let go is given back', async () => {
  const one = desk();
  const press = new Press(one.wire);
  press.release();
  await one.settle();
  expect(one.track.stop).toHaveBeenCalledOnce();
  expect(one.kinds()).toEqual(['connecting', 'idle']);
});

it('a refusal keeps the server’s word and gives the microphone back', async () => {
  const one = desk();
  new Press(one.wire);
  await one.settle();
  one.refuse(new ApiFault('conflict', 409, 'camera gate: Lin is talking'));
  await one.settle();
  expect(one.states.at(-1)).toEqual({ kind: 'refused', message: 'camera gate: Lin is talking' });
  expect(one.track.stop).toHaveBeenCalledOnce();
});

it('a talk that the other end ended names its session', async () => {
  const one = desk();
  const press = new Press(one.wire);
  await one.settle();
  one.answer();
  await one.settle();
  press.hear('another');
  expect(one.kinds()).toEqual(['connecting', 'live']);
  press.hear('s1');
  one.end();
  expect(one.kinds()).toEqual(['connecting', 'live', 'ended']);
  expect(one.states.at(-1)).toEqual({ kind: 'ended', session: 's1' });
});

it.each([
  ['NotAllowedError', 'denied'],
  ['NotFoundError', 'missing'],
  ['NotReadableError', 'busy'],
])('%s of the browser means that the microphone is %s', (name, trouble) => {
  expect(microphoneTrouble(new DOMException('', name))).toBe(trouble);
});

it('loudness is nothing in silence and all at full level', () => {
  expect(loudness(new Float32Array(64))).toBe(0);
  expect(loudness(new Float32Array(64).fill(1))).toBe(1);
  expect(loudness(new Float32Array(64).fill(0.03))).toBeCloseTo(0.39, 1);
});
