import { Button, Loader } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/EmptyState';
import { LoginPage } from './LoginPage';
import { loadSession, useSession } from './session';

/** Shows its children to a signed-in person, the sign-in page to anyone else. */
export function SessionGate({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const status = useSession((state) => state.status);

  useEffect(() => {
    if (status === 'unknown') void loadSession();
    if (status !== 'unreachable') return;
    const again = setTimeout(() => void loadSession(), 3000);
    return () => clearTimeout(again);
  }, [status]);

  if (status === 'signed_in') return children;
  if (status === 'signed_out') return <LoginPage />;
  if (status === 'unreachable') {
    return (
      <EmptyState title={t('common:unreachable.title')} hint={t('common:unreachable.hint')}>
        <Button variant="default" onClick={() => void loadSession()}>
          {t('common:action.try_again')}
        </Button>
      </EmptyState>
    );
  }
  return (
    <div style={{ display: 'grid', placeItems: 'center', height: '100%' }}>
      <Loader size="sm" />
    </div>
  );
}
