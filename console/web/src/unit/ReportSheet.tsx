import { useTranslation } from 'react-i18next';
import { changeDraft, useReportDraft } from './drafts';
import { PhotoPicker } from './PhotoPicker';
import { press } from './sender';
import { Sheet } from './Sheet';
import type { Order, UnitHome } from './shapes';
import { titleOf } from './useDesk';

const PHRASES = ['nothing', 'sent_away', 'handed_over', 'damage'] as const;

interface Props {
  home: UnitHome;
  order: Order;
  onClose: () => void;
}

/** What was found and done: phrases at one tap, words, photos. */
export function ReportSheet({ home, order, onClose }: Props) {
  const { t } = useTranslation();
  const draft = useReportDraft(order.id);
  const title = titleOf(home, order);

  function add(phrase: string) {
    const text = draft.text.trim();
    changeDraft(order.id, { text: text ? `${text} ${phrase}` : phrase });
  }

  function sendReport() {
    press(order, title, 'report', draft.text.trim(), [...draft.photos]);
    onClose();
  }

  return (
    <Sheet title={t('unit:report.title')} onClose={onClose} isTall>
      <p className="sheet-hint">{title}</p>
      <label className="field field-grows">
        {t('unit:report.words')}
        <textarea rows={5} maxLength={4000} value={draft.text} placeholder={t('unit:report.example')}
          onChange={(event) => changeDraft(order.id, { text: event.target.value })} />
      </label>
      <div className="phrases">
        {PHRASES.map((phrase) => (
          <button key={phrase} type="button" onClick={() => add(t(`unit:report_phrase.${phrase}`))}>
            {t(`unit:report_phrase.${phrase}`)}
          </button>
        ))}
      </div>
      <PhotoPicker photos={draft.photos} onChange={(photos) => changeDraft(order.id, { photos })} />
      <button type="button" className="big-button" disabled={!draft.text.trim()} onClick={sendReport}>
        {draft.text.trim() ? t('unit:report.send') : t('unit:report.needs_words')}
      </button>
    </Sheet>
  );
}
