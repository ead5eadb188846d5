import { Button } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PageHead } from '../admin/PageHead';
import { Shown } from '../admin/Shown';
import { useLoaded } from '../admin/useLoaded';
import { Frame } from '../frame/Frame';
import { usePermission } from '../session/session';
import { serverNow, useRoom } from '../state/store';
import { EmptyState } from '../ui/EmptyState';
import { listExports } from './asks';
import { blankWish, type Wish, wishOf } from './draft';
import { ExportForm } from './ExportForm';
import { ExportRow } from './ExportRow';
import { Recipient } from './Recipient';
import { merged } from './shown';
import '../admin/admin.css';
import './exports.css';

/** Footage that leaves the house: asked for, watched while it is made, fetched. */
export default function ExportsApp() {
  const { t } = useTranslation();
  const mayExport = usePermission('exports.make');
  const isLoaded = useRoom((state) => state.isLoaded);
  useEffect(() => {
    document.title = t('exports:title');
  }, [t]);
  if (!mayExport) return <EmptyState title={t('exports:forbidden')} hint={t('exports:forbidden_hint')} />;
  return <Frame>{isLoaded && <Exports />}</Frame>;
}

function Exports() {
  const { t } = useTranslation();
  const { wish, ask, close } = useWish();
  const loaded = useLoaded(listExports);
  const { reload } = loaded;
  const link = useRoom((state) => state.link);
  const told = useRoom((state) => state.room.exports);
  // What happened while the stream was lost may not be told again.
  useEffect(() => {
    if (link === 'live') reload();
  }, [link, reload]);
  const exports = useMemo(() => merged(loaded.data ?? [], told), [loaded.data, told]);
  return (
    <div className="exports">
      <PageHead title={t('exports:title')} hint={t('exports:hint')}>
        <Button onClick={ask}>{t('exports:new')}</Button>
      </PageHead>
      <div className="exports-body">
        <section aria-label={t('exports:title')}>
          <Shown loaded={loaded}>
            {() =>
              exports.length > 0 ? (
                <ul className="export-list">{exports.map((one) => <ExportRow key={one.id} one={one} />)}</ul>
              ) : (
                <EmptyState title={t('exports:empty')} hint={t('exports:empty_hint')}>
                  <Button onClick={ask}>{t('exports:new')}</Button>
                </EmptyState>
              )
            }
          </Shown>
        </section>
        <Recipient />
      </div>
      {wish && <ExportForm first={wish} onClose={close} />}
    </div>
  );
}

/** The form's first content: from the address, or blank; null while no form is open. */
function useWish() {
  const [query, setQuery] = useSearchParams();
  const [wish, setWish] = useState<Wish | null>(() => wishOf(query, serverNow()));
  return {
    wish,
    ask: () => setWish(blankWish(serverNow())),
    close: () => {
      setWish(null);
      setQuery({}, { replace: true });
    },
  };
}
