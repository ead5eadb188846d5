import { useNavigate } from 'react-router';
import { selectIncident, showPlace } from '../console/selection';

/** Shows an incident in the room, from any page. */
export function useShow(): (incidentId: string) => void {
  const navigate = useNavigate();
  return (id) => {
    void navigate('/');
    selectIncident(id);
    showPlace('stage');
  };
}
