import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addNote } from '../actions';

/** A line for the journal; stays in its field until it is kept. */
export function NoteForm({ incidentId }: { incidentId: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [isBusy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!text.trim()) return;
    setBusy(true);
    const isKept = await addNote(incidentId, text.trim());
    setBusy(false);
    if (isKept) setText('');
  }

  return (
    <form className="inline-form" onSubmit={(event) => void submit(event)}>
      <input
        data-note-field
        value={text}
        maxLength={4000}
        placeholder={t('console:journal.note')}
        aria-label={t('console:journal.note')}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <button type="submit" className="act" disabled={isBusy || text.trim() === ''}>
        {t('console:journal.add')}
      </button>
    </form>
  );
}
