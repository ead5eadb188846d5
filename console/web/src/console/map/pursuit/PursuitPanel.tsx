import { useTranslation } from 'react-i18next';
import { useZone } from '../../../session/session';
import { clockTime } from '../../../time/format';
import { useServerNow } from '../../../time/useServerNow';
import { askWhere, FLEES, setFlees, stopPursuit, usePursuing } from './pursuing';
import { stopWatch } from './pursuit';
import { PursuitBlocks } from './PursuitBlocks';
import { PursuitCameras } from './PursuitCameras';
import type { Pursuit } from './shapes';

interface Props {
  hasRoads: boolean;
  pursuit: Pursuit | null;
  refusal: string | null;
  onChanged: () => void;
}

/** Who is sought, how long ago they were seen, and what that means for cameras and units. */
export function PursuitPanel({ hasRoads, pursuit, refusal, onChanged }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const now = useServerNow();
  const { isTaking, at, sinceMs, kind } = usePursuing();

  return (
    <section className="pursuit-panel" aria-label={t('pursuit:title')}>
      <header>
        <h4>{t('pursuit:title')}</h4>
        {at && hasRoads && (
          <b className="pursuit-clock" title={t('pursuit:since', { time: clockTime(new Date(sinceMs).toISOString(), zone) })}>
            {stopWatch((now - sinceMs) / 1000)}
          </b>
        )}
        <button type="button" className="act" onClick={stopPursuit}>{t('pursuit:stop')}</button>
      </header>
      {!hasRoads && <p className="pursuit-hint">{t('roads:none')}</p>}
      {hasRoads && (
        <>
          <div className="closure-choices" role="radiogroup" aria-label={t('pursuit:how')}>
            {FLEES.map((one) => (
              <button key={one} type="button" role="radio" aria-checked={kind === one} onClick={() => setFlees(one)}>
                {t(`pursuit:flees.${one}`)}
              </button>
            ))}
          </div>
          {isTaking && <p className="pursuit-hint">{t('pursuit:press')}</p>}
          {at && (
            <button type="button" className="act" aria-pressed={isTaking} onClick={() => askWhere(!isTaking)}>
              {t(isTaking ? 'pursuit:keep' : 'pursuit:again')}
            </button>
          )}
          {refusal !== null && <p className="pursuit-hint is-bad" role="status">{t('pursuit:failed', { reason: refusal })}</p>}
          {pursuit && !pursuit.has_road && <p className="pursuit-hint is-bad">{t('pursuit:no_road')}</p>}
          {pursuit?.is_over && <p className="pursuit-hint is-bad">{t('pursuit:over')}</p>}
          {pursuit?.has_road && !pursuit.is_over && at && (
            <>
              <PursuitBlocks pursuit={pursuit} start={at} nowMs={now} onSent={onChanged} />
              <PursuitCameras pursuit={pursuit} nowMs={now} />
            </>
          )}
        </>
      )}
    </section>
  );
}
