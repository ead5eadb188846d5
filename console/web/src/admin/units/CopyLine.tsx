import { Button, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A text to take along: copied by a press, or selected for copying by hand where the browser keeps the clipboard shut. */
export function CopyLine({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);

  async function copy() {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false); // not a secure page: the text is selected, Ctrl-C takes it
    }
  }

  return (
    <div className="copy-line">
      <TextInput ref={input} label={label} value={text} readOnly />
      <Button variant="default" onClick={() => void copy()}>{isCopied ? t('admin:connect.copied') : t('admin:connect.copy')}</Button>
    </div>
  );
}
