import type { ReactNode } from 'react';
import './atoms.css';

interface Props {
  title: string;
  /** The next step. */
  hint: string;
  children?: ReactNode;
}

/** Nothing here, and what to do about it. */
export function EmptyState({ title, hint, children }: Props) {
  return (
    <div className="empty-state">
      <strong>{title}</strong>
      <span>{hint}</span>
      {children}
    </div>
  );
}
