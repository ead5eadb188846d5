import { useEffect, type ReactNode } from 'react';
import { followRoom } from '../state/stream';
import { TopBar } from './TopBar';
import './frame.css';

/** A page under the top bar, kept up to date by the room's stream. */
export function Frame({ children, onHelp }: { children: ReactNode; onHelp?: () => void }) {
  useEffect(() => {
    const leaving = new AbortController();
    void followRoom(leaving.signal);
    return () => leaving.abort();
  }, []);
  return (
    <div className="frame">
      <TopBar onHelp={onHelp} />
      <main className="frame-main">{children}</main>
    </div>
  );
}
