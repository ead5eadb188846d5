import { Button, Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultNote } from '../ui/FaultNote';
import type { Loaded } from './useLoaded';

interface Props<Data> {
  loaded: Loaded<Data>;
  children: (data: Data) => ReactNode;
}

/** What was loaded; while it is not, a loader or the fault. A later fault stands above the older data. */
export function Shown<Data>({ loaded, children }: Props<Data>) {
  const { t } = useTranslation();
  const { data, fault, reload } = loaded;
  return (
    <>
      {fault && (
        <div className="load-fault">
          <FaultNote fault={fault} what={data === null ? t('admin:load.failed') : t('admin:load.old')} />
          <Button variant="default" onClick={reload}>{t('common:action.try_again')}</Button>
        </div>
      )}
      {data !== null ? children(data) : !fault && <div className="load-wait"><Loader size="sm" /></div>}
    </>
  );
}
