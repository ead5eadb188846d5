import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRoom } from '../state/store';
import { useReview } from './store';

/** More than so many pictures in step help nobody. */
export const MOST_CAMERAS = 9;

/** Adds a camera to those that are looked at. */
export function CameraPicker() {
  const { t } = useTranslation();
  const all = useRoom((state) => state.room.cameras);
  const cameraIds = useReview((state) => state.cameraIds);
  const others = Object.values(all).filter(({ id }) => !cameraIds.includes(id));
  const isFull = cameraIds.length >= MOST_CAMERAS;
  return (
    <Menu position="top-start" width={240}>
      <Menu.Target>
        <button type="button" className="quiet-button" disabled={isFull || others.length === 0}>
          + {t('review:add_camera')}
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {others
          .sort((a, b) => a.name.localeCompare(b.name))
          .map((camera) => (
            <Menu.Item
              key={camera.id}
              onClick={() => useReview.setState((held) => ({ cameraIds: [...held.cameraIds, camera.id] }))}
            >
              {camera.name}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
