import type { ReactNode } from 'react';

interface Props {
  title: string;
  hint?: string;
  /** The way back, above the title. */
  back?: ReactNode;
  children?: ReactNode;
}

/** A page's name, one line on what it is for, and what one can do here. */
export function PageHead({ title, hint, back, children }: Props) {
  return (
    <header className="page-head">
      <div>
        {back}
        <h1>{title}</h1>
        {hint && <p>{hint}</p>}
      </div>
      {children && <div className="page-acts">{children}</div>}
    </header>
  );
}
