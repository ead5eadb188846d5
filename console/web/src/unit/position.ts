/** The phone's position: watched, shown, and told to the room at the pace of `pace.ts`. */

import { api, take } from '../api/client';
import { fixOf, isDue, type SentFix } from './pace';
import { isInPanic } from './panic/panic';
import { useParcels } from './parcels/postman';
import { setPosition, useUnit } from './store';

const MISSING_AFTER_MS = 30_000;
const OPTIONS: PositionOptions = { enableHighAccuracy: true, maximumAge: 2000, timeout: 20_000 };

/** Starts watching; the returned function stops it. */
export function watchPosition(): () => void {
  if (!window.isSecureContext) {
    setPosition('insecure');
    return () => undefined;
  }
  if (!('geolocation' in navigator)) {
    setPosition('unavailable');
    return () => undefined;
  }
  const reporter = new FixReporter();
  const onFault = (fault: GeolocationPositionError) => {
    if (fault.code === fault.PERMISSION_DENIED) setPosition('refused');
    else if (!reporter.isFresh()) setPosition('missing');
  };
  const watch = navigator.geolocation.watchPosition((position) => reporter.take(position), onFault, OPTIONS);
  // A browser calls back only when the phone moves: while it stands, the last fix is told again.
  const timer = setInterval(() => reporter.tick(), 1000);
  return () => {
    navigator.geolocation.clearWatch(watch);
    clearInterval(timer);
  };
}

class FixReporter {
  private sent: SentFix | null = null;
  private heardMs = 0;
  private isBusy = false;
  private batteryPercent: number | null = null;

  constructor() {
    void batteryPercent().then((percent) => (this.batteryPercent = percent));
  }

  take(position: GeolocationPosition): void {
    this.heardMs = Date.now();
    useUnit.setState({ fix: { ...fixOf(position), battery_percent: this.batteryPercent } });
    setPosition('fixed');
    this.tick();
  }

  isFresh(): boolean {
    return Date.now() - this.heardMs < MISSING_AFTER_MS;
  }

  /** Sends the newest fix when it is due; one that meets no net is dropped, the next is newer. */
  tick(): void {
    const { fix, home } = useUnit.getState();
    if (!fix || this.isBusy || home?.unit.status === 'off_duty') return;
    const nowMs = Date.now();
    if (!isDue(this.sent, fix, nowMs, isInPanic(home, useParcels.getState().waiting))) return;
    this.isBusy = true;
    this.sent = { place: { lat: fix.lat, lon: fix.lon }, atMs: nowMs };
    void take(api.POST('/api/unit/fix', { body: fix }))
      .catch(() => undefined)
      .finally(() => (this.isBusy = false));
  }
}

interface BatteryNavigator {
  getBattery?: () => Promise<{ level: number }>;
}

async function batteryPercent(): Promise<number | null> {
  const battery = await (navigator as BatteryNavigator).getBattery?.().catch(() => undefined);
  return battery ? Math.round(battery.level * 100) : null;
}
