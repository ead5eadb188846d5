import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoom } from '../../state/store';
import { QuietList } from '../../lessons/QuietList';
import { QuietSwitch } from '../../lessons/QuietSwitch';
import { useQuiet } from '../../lessons/useQuiet';
import { PanicCards } from '../panic/PanicCards';
import { PatrolPanel } from '../patrols/PatrolPanel';
import { overdueCount } from '../patrols/progress';
import type { Tour } from '../patrols/shapes';
import { usePatrols } from '../patrols/store';
import { showQueue, useSelection } from '../selection';
import { EventQueue } from './EventQueue';
import { IncidentList } from './IncidentList';
import { incidentsInOrder, queueOf } from './queue';
import './queue.css';

const NO_TOURS: readonly Tour[] = [];

/** Left: what needs a person now, and the work that is under way. */
export function QueuePanel() {
  const { t } = useTranslation();
  const tab = useSelection((state) => state.queueTab);
  const events = useRoom((state) => state.room.events);
  const incidentsById = useRoom((state) => state.room.incidents);
  const tours = usePatrols((state) => state.patrols?.tours ?? NO_TOURS);
  const quiet = useQuiet();
  const [isQuietShown, showQuiet] = useState(false);
  const items = useMemo(() => queueOf(Object.values(events)), [events]);
  const incidents = useMemo(() => incidentsInOrder(Object.values(incidentsById)), [incidentsById]);

  return (
    <section className="queue" aria-label={t('console:queue.title')}>
      <PanicCards />
      <div className="queue-tabs" role="tablist">
        <Tab isOn={tab === 'events'} onPick={() => showQueue('events')} count={items.length}>
          {t('console:queue.events')}
        </Tab>
        <Tab isOn={tab === 'incidents'} onPick={() => showQueue('incidents')} count={incidents.length}>
          {t('console:queue.incidents')}
        </Tab>
        <Tab isOn={tab === 'patrols'} onPick={() => showQueue('patrols')} count={overdueCount(tours)} isMarked>
          {t('patrols:room.tab')}
        </Tab>
      </div>
      {tab === 'events' && <QuietSwitch count={quiet.length} isOn={isQuietShown} onChange={showQuiet} />}
      <div className="queue-list">
        {tab === 'patrols' && <PatrolPanel />}
        {tab === 'incidents' && <IncidentList incidents={incidents} />}
        {tab === 'events' && (isQuietShown ? <QuietList events={quiet} /> : <EventQueue items={items} />)}
      </div>
    </section>
  );
}

interface TabProps {
  isOn: boolean;
  onPick: () => void;
  count: number;
  /** A count that means that something is wrong. */
  isMarked?: boolean;
  children: string;
}

function Tab({ isOn, onPick, count, isMarked = false, children }: TabProps) {
  return (
    <button type="button" role="tab" aria-selected={isOn} className="queue-tab" onClick={onPick}>
      {children} {isMarked ? count > 0 && <b className="queue-wrong">▲ {count}</b> : <b>{count}</b>}
    </button>
  );
}
