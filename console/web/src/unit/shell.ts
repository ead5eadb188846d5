/** Keeps the page itself on the phone, so that it opens in a dead spot. Only what is built is kept, never an answer. */

const WORKER = '/unit-worker.js';
const LOOK_MS = 30 * 60_000;

/** Starts keeping, and looks for a new version now and then; does nothing where the browser has no workers. */
export function keepShell(): () => void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return () => undefined;
  let kept: ServiceWorkerRegistration | undefined;
  navigator.serviceWorker.register(WORKER, { scope: '/unit' }).then(
    (registration) => (kept = registration),
    () => undefined, // a certificate that the phone does not trust: the page works, but only with a network
  );
  const look = () => void kept?.update().catch(() => undefined);
  const timer = setInterval(look, LOOK_MS);
  window.addEventListener('online', look);
  return () => {
    clearInterval(timer);
    window.removeEventListener('online', look);
  };
}
