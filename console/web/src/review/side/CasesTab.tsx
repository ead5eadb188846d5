import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission, useZone } from '../../session/session';
import { dateTime } from '../../time/format';
import { EmptyState } from '../../ui/EmptyState';
import { FaultNote } from '../../ui/FaultNote';
import { allCases, openCase } from '../asks';
import { CasePanel } from '../cases/CasePanel';
import { NoteDialog } from '../NoteDialog';
import { useListed } from './useListed';

/** Cases: clips, snapshots and notes that belong together, with who touched them. */
export function CasesTab() {
  const { t } = useTranslation();
  const zone = useZone();
  const mayOpen = usePermission('cases.manage');
  const { items, fault, again } = useListed(useCallback(() => allCases(), []));
  const [shown, setShown] = useState<string | null>(null);
  const [isOpening, setOpening] = useState(false);

  if (shown) return <CasePanel id={shown} onBack={() => setShown(null)} onChanged={again} />;
  return (
    <>
      {mayOpen && (
        <div className="side-form">
          <button type="button" className="act" onClick={() => setOpening(true)}>{t('review:cases.open')}</button>
        </div>
      )}
      {fault && !items && <FaultNote fault={fault} what={t('review:failed.list')} />}
      {items?.length === 0 && <EmptyState title={t('review:cases.empty')} hint={t('review:cases.empty_hint')} />}
      <ul className="side-list">
        {items?.map((one) => (
          <li key={one.id}>
            <button type="button" className="side-item" onClick={() => setShown(one.id)}>
              <b>{one.number} · {one.title}</b>
              <small>
                {t(`review:cases.state_${one.state}`)} · {dateTime(one.opened_at, zone).slice(0, 10)} · {one.opened_by.name}
              </small>
            </button>
          </li>
        ))}
      </ul>
      {isOpening && (
        <NoteDialog
          title={t('review:cases.open')}
          label={t('review:cases.title')}
          explains={t('review:cases.open_explains')}
          failed={t('review:failed.case')}
          confirm={t('review:cases.open')}
          submit={(title) => openCase(title).then((opened) => {
            again();
            setShown(opened.id);
          })}
          onClose={() => setOpening(false)}
        />
      )}
    </>
  );
}
