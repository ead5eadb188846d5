import { useTranslation } from 'react-i18next';
import { useRoom } from '../../state/store';
import { EmptyState } from '../../ui/EmptyState';
import { useSelection } from '../selection';
import type { QueueItem } from './queue';
import { QueueCard } from './QueueCard';

/** The undecided events, grouped and in order. */
export function EventQueue({ items }: { items: QueueItem[] }) {
  const { t } = useTranslation();
  const selected = useSelection((state) => state.selected);
  const isLoaded = useRoom((state) => state.isLoaded);
  const hasCameras = useRoom((state) => Object.keys(state.room.cameras).length > 0);

  if (!isLoaded) return null;
  if (items.length === 0) {
    return hasCameras ? (
      <EmptyState title={t('console:queue.empty')} hint={t('console:queue.empty_hint')} />
    ) : (
      <EmptyState title={t('console:queue.no_cameras')} hint={t('console:queue.no_cameras_hint')} />
    );
  }
  return items.map((item) => (
    <QueueCard
      key={item.key}
      item={item}
      isSelected={selected?.kind === 'event' && item.events.some((event) => event.id === selected.id)}
    />
  ));
}
