import { TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../lessons/lessons.css';

/** "Other" in words; Enter sends them, none are needed. */
export function DismissWords({ onSend }: { onSend: (words: string) => void }) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSend(words.trim());
  };
  return (
    <form className="dismiss-words" onSubmit={send}>
      <TextInput autoFocus maxLength={500} aria-label={t('lessons:words.label')} placeholder={t('lessons:words.label')} value={words}
        onChange={(change) => setWords(change.currentTarget.value)} />
      <button type="submit" className="act">{t('lessons:words.send')} <kbd>↵</kbd></button>
    </form>
  );
}
