import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { FallbackProps } from 'react-error-boundary';
import { useTranslation } from 'react-i18next';
import { EmptyState } from './EmptyState';
import { markReload, mayReloadByItself, WAIT_S } from './reload';

/** Instead of a white page: what happened, what goes on, and the way back, which a screen nobody sits at takes by itself. */
export function BrokenPage({ error }: FallbackProps) {
  const { t } = useTranslation();
  const [left, setLeft] = useState(() => (mayReloadByItself(sessionStorage, performance.now()) ? WAIT_S : null));
  useEffect(() => {
    if (left === null) return;
    if (left === 0) {
      markReload(sessionStorage);
      location.reload();
      return;
    }
    const tick = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(tick);
  }, [left]);
  return (
    <EmptyState title={t('common:broken.title')} hint={t('common:broken.hint')}>
      <Button onClick={() => location.reload()}>
        {left === null ? t('common:broken.reload') : t('common:broken.reload_in', { seconds: left })}
      </Button>
      <code className="broken-words">{error instanceof Error ? error.message : String(error)}</code>
    </EmptyState>
  );
}
