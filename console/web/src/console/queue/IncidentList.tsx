import { useTranslation } from 'react-i18next';
import type { Incident } from '../../api/shapes';
import { EmptyState } from '../../ui/EmptyState';
import { useSelection } from '../selection';
import { IncidentCard } from './IncidentCard';

/** The work under way: nobody's first. */
export function IncidentList({ incidents }: { incidents: Incident[] }) {
  const { t } = useTranslation();
  const selected = useSelection((state) => state.selected);
  if (incidents.length === 0) {
    return <EmptyState title={t('console:incidents.empty')} hint={t('console:incidents.empty_hint')} />;
  }
  return incidents.map((incident) => (
    <IncidentCard
      key={incident.id}
      incident={incident}
      isSelected={selected?.kind === 'incident' && selected.id === incident.id}
    />
  ));
}
