import { useEffect } from 'react';
import { desk } from './desk';
import { jump, stepFrame } from './jumps';
import { reviewCommandOf, type ReviewCommand } from './keys';
import { between } from './lanes/zoom';
import { useReview } from './store';

/** Marking one edge alone marks so much. */
const MARKED_MS = 10_000;

function mark(edge: 'start' | 'end'): void {
  const { atMs, range } = useReview.getState();
  const other = range ? (edge === 'start' ? range.endMs : range.startMs) : atMs + (edge === 'start' ? MARKED_MS : -MARKED_MS);
  useReview.setState({ range: between(atMs, other) });
}

function run(command: ReviewCommand): void {
  switch (command.do) {
    case 'play':
      return desk.toggle();
    case 'skip':
      return desk.seek(desk.clock.now() + command.seconds * 1000);
    case 'frame':
      return void stepFrame(command.by);
    case 'rate':
      return desk.changeRate(command.by);
    case 'jump':
      return void jump(command.kind, command.by);
    case 'mark':
      return mark(command.edge);
  }
}

/** The keys of the review page, while no dialog has the floor. */
export function useReviewKeys(): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.closest('[role="dialog"]')) return;
      const command = reviewCommandOf({
        key: event.key,
        isShifted: event.shiftKey,
        isModified: event.ctrlKey || event.altKey || event.metaKey,
        isTyping: target?.matches('input, textarea, select, [contenteditable]') ?? false,
        isOnControl: target?.matches('button, a') ?? false,
      });
      if (!command) return;
      event.preventDefault();
      run(command);
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
