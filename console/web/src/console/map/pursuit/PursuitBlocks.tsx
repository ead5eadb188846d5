import i18next from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../../../api/shapes';
import { usePermission } from '../../../session/session';
import { tellFault } from '../../../ui/notify';
import { sendToCrossing } from './asks';
import { usePursuing } from './pursuing';
import { left, stopWatch, whereFrom } from './pursuit';
import type { Pursuit, PursuitBlock } from './shapes';

interface Props {
  pursuit: Pursuit;
  start: Place;
  nowMs: number;
  onSent: () => void;
}

/** The crossings that a free unit reaches first, by the numbers on the map, and who is under way already. */
export function PursuitBlocks({ pursuit, start, nowMs, onSent }: Props) {
  const { t } = useTranslation();
  const maySend = usePermission('orders.give');
  const incidentId = usePursuing((state) => state.incidentId);
  const [isBusy, setBusy] = useState(false);
  const toldMs = Date.parse(pursuit.at);

  async function send(block: PursuitBlock) {
    setBusy(true);
    await sendToCrossing(block, incidentId).then(onSent, (thrown: unknown) => tellFault(i18next.t('pursuit:not_sent'), thrown));
    setBusy(false);
  }

  return (
    <>
      <h5>{t('pursuit:crossings')}</h5>
      {pursuit.blocks.length === 0 && pursuit.taken.length === 0 && <p className="pursuit-hint">{t('pursuit:no_crossing')}</p>}
      <ol>
        {pursuit.blocks.map((block, index) => {
          const where = whereFrom(start, block.position);
          return (
            <li key={`${block.position.lat},${block.position.lon}`}>
              <span className="pursuit-number">{index + 1}</span>
              <div>
                <b>
                  {where.distance} · {t(`unit:compass.${where.point}`)}
                </b>
                <small>
                  {t('pursuit:times', { unit: stopWatch(block.unit_s), fugitive: stopWatch(left(block.fugitive_s, toldMs, nowMs)) })}
                  {' · '}
                  {t('pursuit:closes', { percent: Math.max(1, Math.round(block.share * 100)) })}
                </small>
              </div>
              {maySend && (
                <button type="button" className="act" disabled={isBusy} onClick={() => void send(block)}>
                  {t('pursuit:send', { callsign: block.callsign })}
                </button>
              )}
            </li>
          );
        })}
        {pursuit.taken.map((one) => {
          const where = whereFrom(start, one.position);
          return (
            <li key={one.incident_id} className="is-taken">
              <span className="pursuit-number">✓</span>
              <div>
                <b>
                  {where.distance} · {t(`unit:compass.${where.point}`)}
                </b>
                <small>{t('pursuit:taken', { callsign: one.callsign })}</small>
              </div>
            </li>
          );
        })}
      </ol>
    </>
  );
}
