import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePermission } from '../../session/session';
import { EmptyState } from '../../ui/EmptyState';
import { CameraTourCard } from './CameraTourCard';
import { toursInOrder } from './progress';
import { usePatrols } from './store';
import { TourCard } from './TourCard';
import './patrols.css';

/** The rounds of the town: who is on which, how far, what was missed; and the tours through cameras. */
export function PatrolPanel() {
  const { t } = useTranslation();
  const { patrols, cameraTours } = usePatrols();
  const mayPlan = usePermission('plans.manage');
  if (!patrols) return null;
  if (patrols.tours.length === 0 && cameraTours.length === 0) {
    return (
      <EmptyState title={t('patrols:room.none')} hint={t('patrols:room.none_hint')}>
        {mayPlan && <Link className="act" to="/admin/tours">{t('patrols:room.set_up')}</Link>}
      </EmptyState>
    );
  }
  return (
    <>
      {toursInOrder(patrols.tours).map((tour) => <TourCard key={tour.id} tour={tour} patrols={patrols} />)}
      {cameraTours.map((tour) => <CameraTourCard key={tour.id} tour={tour} />)}
    </>
  );
}
