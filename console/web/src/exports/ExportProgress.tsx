import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useZone } from '../session/session';
import { useRoom } from '../state/store';
import { dateTime, duration } from '../time/format';
import type { Export } from './shapes';
import { isOpen, sizeText } from './shown';

/** How far an export is, what came of it, and what one must know of it. */
export function ExportProgress({ one }: { one: Export }) {
  const { t } = useTranslation();
  return (
    <div className={`export-state is-${one.state}`} aria-live="polite">
      <span className="export-word">{t(`exports:state.${one.state}`)}</span>
      {isOpen(one) && <Going one={one} />}
      {one.state === 'finished' && <Made one={one} />}
      {one.failure && <span className="export-failure">{one.failure}</span>}
      {one.source_mismatch && (
        <span className="export-warning" role="alert">▲ {t('exports:mismatch')}</span>
      )}
    </div>
  );
}

function Going({ one }: { one: Export }) {
  const { t } = useTranslation();
  const cameras = useRoom((state) => state.room.cameras);
  const percent = Math.round(one.progress * 100);
  if (one.state === 'queued') return null;
  return (
    <>
      <Progress value={percent} size="sm" aria-label={t('exports:progress')} />
      <span className="row-sub">
        {percent} %{one.eta_s !== null && ` · ${t('exports:left', { time: duration(one.eta_s) })}`}
        {one.doing && one.camera_ids.length > 1 && ` · ${cameras[one.doing]?.name ?? one.doing}`}
      </span>
    </>
  );
}

function Made({ one }: { one: Export }) {
  const { t } = useTranslation();
  const zone = useZone();
  return (
    <>
      <span className="row-sub">
        {one.size_bytes !== null && sizeText(one.size_bytes)} · {t('exports:files', { count: one.files ?? 0 })}
        {Boolean(one.gaps) && ` · ${t('exports:gaps', { count: one.gaps ?? 0 })}`}
      </span>
      {one.expires_at && <span className="row-sub">{t('exports:until', { at: dateTime(one.expires_at, zone) })}</span>}
    </>
  );
}
