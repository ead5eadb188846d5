import { lazy, Suspense } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Navigate, Route, Routes } from 'react-router';
import { Palette } from './palette/Palette';
import { SessionGate } from './session/SessionGate';
import { usePermission, useSession } from './session/session';
import { BrokenPage } from './ui/BrokenPage';

const ConsoleApp = lazy(() => import('./console/ConsoleApp'));
const UnitApp = lazy(() => import('./unit/UnitApp'));
const AdminApp = lazy(() => import('./admin/AdminApp'));
const WallApp = lazy(() => import('./wall/WallApp'));
const ExportsApp = lazy(() => import('./exports/ExportsApp'));
const HealthApp = lazy(() => import('./health/HealthApp'));
const PrecisionApp = lazy(() => import('./precision/PrecisionApp'));
const ReviewApp = lazy(() => import('./review/ReviewApp'));

/** A unit's place is the phone page; everyone else's is the room. */
function Home() {
  const isUnit = useSession((state) => state.session?.user.roles.every((role) => role === 'unit') ?? false);
  return isUnit ? <Navigate to="/unit" replace /> : <ConsoleApp />;
}

/** Not for a unit's phone, which has one page. */
function StaffPalette() {
  return usePermission('room.view') && <Palette />;
}

/** The page's addresses. `/unit` signs in by itself, because a phone may come with a device token. */
export function App() {
  return (
    <ErrorBoundary FallbackComponent={BrokenPage}>
      <Suspense fallback={null}>
        <StaffPalette />
        <Routes>
          <Route path="/unit/*" element={<UnitApp />} />
          <Route path="/admin/*" element={<SessionGate><AdminApp /></SessionGate>} />
          <Route path="/review" element={<SessionGate><ReviewApp /></SessionGate>} />
          <Route path="/exports" element={<SessionGate><ExportsApp /></SessionGate>} />
          <Route path="/health" element={<SessionGate><HealthApp /></SessionGate>} />
          <Route path="/precision" element={<SessionGate><PrecisionApp /></SessionGate>} />
          <Route path="/wall" element={<SessionGate><WallApp /></SessionGate>} />
          <Route path="*" element={<SessionGate><Home /></SessionGate>} />
        </Routes>
      </Suspense>
    </ErrorBoundary>
  );
}
