import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../admin/PageHead';
import { Shown } from '../admin/Shown';
import { useLoaded } from '../admin/useLoaded';
import { Frame } from '../frame/Frame';
import { getPrecision } from '../lessons/asks';
import { usePermission } from '../session/session';
import { EmptyState } from '../ui/EmptyState';
import { PrecisionTable } from './PrecisionTable';
import '../admin/admin.css';
import '../lessons/lessons.css';
import './precision.css';

const SPANS = [7, 30] as const;
const REFRESH_S = 30;

/** How right every rule was, by what people said of its events. */
export default function PrecisionApp() {
  const { t } = useTranslation();
  const maySee = usePermission('room.view');
  useEffect(() => {
    document.title = t('lessons:precision.title');
  }, [t]);
  if (!maySee) return <EmptyState title={t('admin:forbidden.title')} hint={t('admin:forbidden.hint')} />;
  return <Frame><Precision /></Frame>;
}

function Precision() {
  const { t } = useTranslation();
  const [days, setDays] = useState<(typeof SPANS)[number]>(7);
  const loaded = useLoaded(useCallback(() => getPrecision(days), [days]), REFRESH_S);
  return (
    <div className="precision">
      <PageHead title={t('lessons:precision.title')} hint={t('lessons:precision.hint')}>
        <div className="precision-span" role="group" aria-label={t('lessons:precision.span')}>
          {SPANS.map((span) => (
            <button key={span} type="button" aria-pressed={days === span} onClick={() => setDays(span)}>
              {t('lessons:precision.days', { number: span })}
            </button>
          ))}
        </div>
      </PageHead>
      <Shown loaded={loaded}>
        {(figures) => figures.rules.length === 0
          ? <EmptyState title={t('lessons:precision.none')} hint={t('lessons:precision.none_hint')} />
          : <PrecisionTable figures={figures} />}
      </Shown>
    </div>
  );
}
