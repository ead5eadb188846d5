import { useTranslation } from 'react-i18next';
import type { ApiFault } from '../api/fault';
import './atoms.css';

interface Props {
  fault: ApiFault;
  /** What was being tried, as a sentence: "The camera was not added." */
  what: string;
}

/** What failed, why, and what to do. */
export function FaultNote({ fault, what }: Props) {
  const { t } = useTranslation();
  return (
    <div className="fault-note" role="alert">
      <strong>{what}</strong>
      {fault.message && fault.kind !== 'offline' && <span>{fault.message}</span>}
      <span className="fault-do">{t(`common:fault.${fault.kind}`)}</span>
    </div>
  );
}
