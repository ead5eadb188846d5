import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { PanicButton } from './panic/PanicButton';

interface Props {
  title: string;
  onClose: () => void;
  isTall?: boolean;
  children: ReactNode;
}

/** A panel that rises from the bottom edge and holds the focus; Escape, ✕ or a tap beside it closes it. */
export function Sheet({ title, onClose, isTall = false, children }: Props) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
  }, []);
  return (
    <dialog ref={dialog} className={isTall ? 'sheet sheet-tall' : 'sheet'} aria-label={title} onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}>
      <div className="sheet-body">
        <header className="sheet-head">
          <h2>{title}</h2>
          <PanicButton isInSheet />
          <button type="button" className="sheet-close" onClick={onClose} aria-label={t('unit:close')}>✕</button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
