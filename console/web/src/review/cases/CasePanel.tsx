import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission, useZone } from '../../session/session';
import { dateTime } from '../../time/format';
import { FaultNote } from '../../ui/FaultNote';
import { tellFault } from '../../ui/notify';
import { addNote, addSnapshot, caseWith, closeCase, removeItem, reopenCase } from '../asks';
import { desk } from '../desk';
import { NoteDialog } from '../NoteDialog';
import type { Case, CaseItem } from '../shapes';
import { useListed } from '../side/useListed';
import { useReview } from '../store';
import { CaseItemRow } from './CaseItemRow';
import { Custody } from './Custody';
import './cases.css';

interface Props {
  id: string;
  onBack: () => void;
  onChanged: () => void;
}

type Asking = { what: 'note' } | { what: 'close'; held: Case } | { what: 'remove'; item: CaseItem } | null;

/** One case: what is in it, and who touched it. */
export function CasePanel({ id, onBack, onChanged }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const mayManage = usePermission('cases.manage');
  const cameraId = useReview((state) => state.cameraIds[0]);
  const { items: found, fault, again } = useListed(useCallback(() => caseWith(id).then((one) => [one]), [id]));
  const [asking, setAsking] = useState<Asking>(null);
  const held = found?.[0];
  const changed = () => {
    again();
    onChanged();
  };
  const attempt = (work: Promise<unknown>) => void work.then(changed, (thrown: unknown) => tellFault(t('review:failed.case'), thrown));

  if (!held) return fault && <FaultNote fault={fault} what={t('review:failed.list')} />;
  const isOpen = held.state === 'open';
  return (
    <div className="case">
      <button type="button" className="quiet-button" onClick={onBack}>‹ {t('review:cases.all')}</button>
      <h3>{held.number} · {held.title}</h3>
      <p className="case-facts">
        {t(`review:cases.state_${held.state}`)} · {t('review:cases.opened', { by: held.opened_by.name, at: dateTime(held.opened_at, zone) })}
      </p>
      {held.outcome && <p>{held.outcome}</p>}
      {mayManage && isOpen && (
        <div className="case-acts">
          <button type="button" className="act" onClick={() => setAsking({ what: 'note' })}>{t('review:cases.add_note')}</button>
          {cameraId && (
            <button type="button" className="act" onClick={() => attempt(addSnapshot(id, cameraId, desk.clock.now()))}>
              {t('review:cases.add_snapshot')}
            </button>
          )}
          <button type="button" className="act" onClick={() => setAsking({ what: 'close', held })}>{t('review:cases.close')}</button>
        </div>
      )}
      {mayManage && !isOpen && (
        <button type="button" className="act" onClick={() => attempt(reopenCase(held))}>{t('review:cases.reopen')}</button>
      )}
      {held.items.length === 0 && <p className="case-facts">{t('review:cases.nothing_in')}</p>}
      <ul className="side-list">
        {held.items.map((item) => (
          <CaseItemRow
            key={item.id}
            caseId={id}
            item={item}
            onRemove={mayManage && isOpen && !item.removed_at ? () => setAsking({ what: 'remove', item }) : undefined}
          />
        ))}
      </ul>
      {held.hidden_items > 0 && <p className="case-facts">{t('review:cases.hidden', { count: held.hidden_items })}</p>}
      <Custody id={id} version={held.version} />
      <AskedDialog asking={asking} id={id} onDone={changed} onClose={() => setAsking(null)} />
    </div>
  );
}

interface DialogProps {
  asking: Asking;
  id: string;
  onDone: () => void;
  onClose: () => void;
}

function AskedDialog({ asking, id, onDone, onClose }: DialogProps) {
  const { t } = useTranslation();
  if (!asking) return null;
  const shared = { failed: t('review:failed.case'), onClose };
  switch (asking.what) {
    case 'note':
      return (
        <NoteDialog {...shared} title={t('review:cases.add_note')} label={t('review:cases.note')} explains={t('review:cases.note_explains')}
          confirm={t('review:cases.add_note')} submit={(text) => addNote(id, text).then(onDone)} />
      );
    case 'close':
      return (
        <NoteDialog {...shared} title={t('review:cases.close')} label={t('review:cases.outcome')} explains={t('review:cases.close_explains')}
          confirm={t('review:cases.close')} submit={(text) => closeCase(asking.held, text, false).then(onDone)} />
      );
    case 'remove':
      return (
        <NoteDialog {...shared} title={t('review:cases.remove')} label={t('review:why')} explains={t('review:cases.remove_explains')}
          confirm={t('review:cases.remove')} submit={(text) => removeItem(id, asking.item.id, text, true).then(onDone)} />
      );
  }
}
