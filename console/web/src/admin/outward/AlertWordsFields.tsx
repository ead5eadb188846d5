import { Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AlertWords } from './asks';

interface Props {
  words: AlertWords;
  onChange: (words: AlertWords) => void;
}

/** What is said in one language; left empty, that language is left out. */
export function AlertWordsFields({ words, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset lang={words.language}>
      <legend>{t(`outward:alert.languages.${words.language}`)}</legend>
      <TextInput label={t('outward:alert.event')} value={words.event} maxLength={160}
        onChange={(event) => onChange({ ...words, event: event.currentTarget.value })} />
      <TextInput label={t('outward:alert.headline')} value={words.headline} maxLength={160}
        onChange={(event) => onChange({ ...words, headline: event.currentTarget.value })} />
      <Textarea label={t('outward:alert.description')} value={words.description} maxLength={2000} autosize minRows={2}
        onChange={(event) => onChange({ ...words, description: event.currentTarget.value })} />
      <Textarea label={t('outward:alert.instruction')} value={words.instruction} maxLength={2000} autosize minRows={2}
        onChange={(event) => onChange({ ...words, instruction: event.currentTarget.value })} />
    </fieldset>
  );
}
