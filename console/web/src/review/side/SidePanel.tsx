import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BookmarksTab } from './BookmarksTab';
import { CasesTab } from './CasesTab';
import { HoldsTab } from './HoldsTab';
import { SearchTab } from './SearchTab';
import './side.css';

const TABS = { search: SearchTab, bookmarks: BookmarksTab, cases: CasesTab, holds: HoldsTab };
type Tab = keyof typeof TABS;

/** Left: ways to find a moment, and what was kept. */
export function SidePanel() {
  const { t } = useTranslation();
  const [tab, setTab] = useState<Tab>('search');
  const Shown = TABS[tab];
  return (
    <aside className="side" aria-label={t('review:side')}>
      <div className="side-tabs" role="tablist">
        {(Object.keys(TABS) as Tab[]).map((one) => (
          <button key={one} type="button" role="tab" aria-selected={tab === one} onClick={() => setTab(one)}>
            {t(`review:tab.${one}`)}
          </button>
        ))}
      </div>
      <div className="side-body" role="tabpanel">
        <Shown />
      </div>
    </aside>
  );
}
