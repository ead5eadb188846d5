import { useTranslation } from 'react-i18next';
import { HealthRow } from './HealthRow';
import type { CameraHealth } from './shapes';

const COLUMNS = ['camera', 'trouble', 'bitrate', 'fps', 'keyframe', 'picture', 'recording', 'gate', 'clock'] as const;

/** All cameras, one line each. */
export function HealthTable({ cameras }: { cameras: readonly CameraHealth[] }) {
  const { t } = useTranslation();
  return (
    <table className="health-table">
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col" title={t(`health:column_hint.${column}`)}>
              {t(`health:column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {cameras.map((camera) => <HealthRow key={camera.camera_id} camera={camera} />)}
      </tbody>
    </table>
  );
}
