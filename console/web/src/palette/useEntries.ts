import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ADMIN_PLACES } from '../admin/places';
import { useEventTitle } from '../console/useTitle';
import type { Incident } from '../api/shapes';
import { PLACES } from '../frame/places';
import { useSession } from '../session/session';
import { useRoom } from '../state/store';
import type { Entry } from './matching';

/** All that can be gone to, places of the map apart: open incidents before closed ones, the newest first. */
export function useEntries(): readonly Entry[] {
  const { t } = useTranslation();
  const { incidents, events, cameras, units } = useRoom((state) => state.room);
  const permissions = useSession((state) => state.session?.permissions);
  const eventTitle = useEventTitle();

  const title = (incident: Incident) => {
    const event = events[incident.event_ids[0] ?? ''];
    return event && event.title === incident.title ? eventTitle(event) : incident.title;
  };
  const pages = useMemo(() => {
    const own = PLACES.map(({ to, word, may }) => ({ path: to, may, label: t(`common:nav.${word}`), detail: '' }));
    const setUp = ADMIN_PLACES.map(({ to, may }) => ({
      path: `/admin/${to}`, may, label: t(`admin:nav.${to}`), detail: t('common:nav.admin'),
    }));
    return [...own, ...setUp].filter(({ may }) => permissions?.includes(may));
  }, [t, permissions]);

  const late = (a: Incident, b: Incident) =>
    Number(a.state === 'closed') - Number(b.state === 'closed') || b.number - a.number;
  return [
    ...Object.values(incidents).sort(late).map((one): Entry => ({
      key: one.id, group: 'incident', label: `#${one.number} ${title(one)}`,
      detail: t(`console:incident_state.${one.state}`), target: { to: 'incident', id: one.id },
    })),
    ...Object.values(cameras).map((one): Entry => ({
      key: one.id, group: 'camera', label: one.name,
      detail: t(`console:camera_state.${one.status.state}`), target: { to: 'camera', id: one.id },
    })),
    ...Object.values(units).map((one): Entry => ({
      key: one.id, group: 'unit', label: one.callsign,
      detail: t(`common:unit_status.${one.status}`), target: { to: 'unit', id: one.id },
    })),
    ...pages.map(({ path, label, detail }): Entry => ({
      key: path, group: 'page', label, detail, target: { to: 'page', path },
    })),
  ];
}
