import { useTranslation } from 'react-i18next';
import type { Severity } from '../api/shapes';
import { useKindWord } from '../console/useKindWord';
import { TroubleIcon } from './TroubleIcon';
import { isHealth } from './troubles';
import { useSince } from './useSince';

interface Props {
  kind: string;
  title: string;
  severity: Severity;
  since: string;
  count?: number;
}

/** A trouble as a plain sentence: "Camera covered since 03:12". */
export function TroubleLine({ kind, title, severity, since, count = 1 }: Props) {
  const { t } = useTranslation();
  const kindWord = useKindWord();
  const sinceText = useSince();
  return (
    <span className={`trouble trouble-${severity}`}>
      {isHealth(kind) && <TroubleIcon kind={kind} />}
      <span>
        {t('health:trouble', { what: kindWord(kind, title), at: sinceText(since) })}
        {count > 1 && <b> ×{count}</b>}
      </span>
    </span>
  );
}
