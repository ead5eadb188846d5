import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Route, Routes } from 'react-router';
import { usePermission } from '../session/session';
import { EmptyState } from '../ui/EmptyState';
import { AdminNav } from './AdminNav';
import { CameraAddPage } from './cameras/CameraAddPage';
import { CameraEditPage } from './cameras/CameraEditPage';
import { CamerasPage } from './cameras/CamerasPage';
import { LessonsPage } from '../lessons/LessonsPage';
import { LaddersPage } from './ladders/LaddersPage';
import { ModelsPage } from './models/ModelsPage';
import { ToursPage } from './patrols/ToursPage';
import { ShiftsPage } from './patrols/ShiftsPage';
import { AlertsPage } from './outward/AlertsPage';
import { OutwardPage } from './outward/OutwardPage';
import { PlansPage } from './plans/PlansPage';
import { RecordingPage } from './recording/RecordingPage';
import { StoragePage } from './recording/StoragePage';
import { ScenePage } from './scene/ScenePage';
import { SystemPage } from './system/SystemPage';
import { UnitsPage } from './units/UnitsPage';
import { UsersPage } from './users/UsersPage';
import './admin.css';

/** The set-up pages, one address each; the server decides what a person may, the page only hides what they may not. */
export default function AdminApp() {
  const { t } = useTranslation();
  const maySee = usePermission('room.view');
  useEffect(() => {
    document.title = t('admin:title');
  }, [t]);
  if (!maySee) return <EmptyState title={t('admin:forbidden.title')} hint={t('admin:forbidden.hint')} />;
  return (
    <div className="admin">
      <AdminNav />
      <main className="admin-main">
        <Routes>
          <Route index element={<Navigate to="cameras" replace />} />
          <Route path="cameras" element={<CamerasPage />} />
          <Route path="cameras/new" element={<Only may="cameras.manage"><CameraAddPage /></Only>} />
          <Route path="cameras/:cameraId" element={<Only may="cameras.manage"><CameraEditPage /></Only>} />
          <Route path="cameras/:cameraId/scene" element={<Only may="scenes.manage"><ScenePage /></Only>} />
          <Route path="cameras/:cameraId/lessons" element={<LessonsPage />} />
          <Route path="cameras/:cameraId/recording" element={<Only may="cameras.manage"><RecordingPage /></Only>} />
          <Route path="units" element={<UnitsPage />} />
          <Route path="shifts" element={<Only may="roster.view"><ShiftsPage /></Only>} />
          <Route path="tours" element={<ToursPage />} />
          <Route path="plans" element={<PlansPage />} />
          <Route path="ladders" element={<LaddersPage />} />
          <Route path="models" element={<Only may="scenes.manage"><ModelsPage /></Only>} />
          <Route path="alerts" element={<AlertsPage />} />
          <Route path="outward" element={<Only may="outward.manage"><OutwardPage /></Only>} />
          <Route path="users" element={<Only may="users.manage"><UsersPage /></Only>} />
          <Route path="storage" element={<Only may="system.view"><StoragePage /></Only>} />
          <Route path="system" element={<Only may="system.view"><SystemPage /></Only>} />
          <Route path="*" element={<Navigate to="/admin/cameras" replace />} />
        </Routes>
      </main>
    </div>
  );
}

function Only({ may, children }: { may: string; children: React.ReactNode }) {
  const { t } = useTranslation();
  const isAllowed = usePermission(may);
  return isAllowed ? children : <EmptyState title={t('admin:forbidden.title')} hint={t('admin:forbidden.hint')} />;
}
