import { lazy, Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { SessionGate } from './session/SessionGate';
import { useSession } from './session/session';

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

/** The page's addresses. `/unit` signs in by itself, because a phone may come with a device token. */
export function App() {
  return (
    <Suspense fallback={null}>
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
  );
}
