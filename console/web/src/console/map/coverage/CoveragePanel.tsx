import i18next from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../../session/session';
import { tellFault } from '../../../ui/notify';
import { orderMove, removePlace } from './asks';
import { inOrder, minutesOf, percent, stepOf } from './coverage';
import { PlaceForm } from './PlaceForm';
import { showCoverage, startPlacing, usePlacing } from './placing';
import type { Coverage } from './shapes';

interface Props {
  coverage: Coverage;
  onChanged: () => void;
}

/** What the free units cover, what stands open, and the move that helps most. */
export function CoveragePanel({ coverage, onChanged }: Props) {
  const { t } = useTranslation();
  const mayPlace = usePermission('plans.manage');
  const mayOrder = usePermission('orders.give');
  const isTaking = usePlacing((state) => state.isTaking);
  const [isBusy, setBusy] = useState(false);
  const { places, within, move } = coverage;

  async function run(what: string, work: () => Promise<unknown>) {
    setBusy(true);
    await work().then(onChanged, (thrown: unknown) => tellFault(i18next.t(what), thrown));
    setBusy(false);
  }

  return (
    <section className="coverage-panel" aria-label={t('coverage:title')}>
      <header>
        <h4>{t('coverage:title')}</h4>
        <button type="button" className="quiet-button" onClick={() => showCoverage(false)}>{t('coverage:close')}</button>
      </header>
      {places.length === 0 ? (
        <p className="coverage-hint">{t(mayPlace ? 'coverage:none' : 'coverage:none_ask')}</p>
      ) : (
        <>
          <dl className="coverage-within">
            {within.map(({ minutes, share }) => (
              <div key={minutes}>
                <dt>{t('coverage:minutes', { minutes })}</dt>
                <dd>{t('coverage:percent', { percent: percent(share) })}</dd>
              </div>
            ))}
          </dl>
          <p className="coverage-hint">{t('coverage:free', { count: coverage.free_units })}</p>
          {move && (
            <div className="coverage-move">
              <p>
                <b>{t('coverage:move', { callsign: move.callsign, place: move.place_name })}</b>
                <span>{t('coverage:move_gain', { percent: percent(move.gain), minutes: minutesOf(move.travel_s) })}</span>
              </p>
              {mayOrder && (
                <button type="button" className="act" disabled={isBusy} onClick={() => void run('coverage:move_failed', () => orderMove(move))}>
                  {t('coverage:send')}
                </button>
              )}
            </div>
          )}
          <ul>
            {inOrder(places).map((place) => (
              <li key={place.id} className={`is-${stepOf(place)}`}>
                <span aria-hidden="true" />
                <div>
                  <b>{place.name}</b>
                  <small>
                    {place.travel_s === null || place.callsign === null
                      ? t('coverage:nobody')
                      : t('coverage:first', { callsign: place.callsign, minutes: minutesOf(place.travel_s) })}
                    {' · '}
                    {t('coverage:wanted', { minutes: minutesOf(place.within_s) })}
                  </small>
                </div>
                {mayPlace && (
                  <button
                    type="button"
                    className="quiet-button"
                    disabled={isBusy}
                    aria-label={t('coverage:remove', { name: place.name })}
                    title={t('coverage:remove', { name: place.name })}
                    onClick={() => void run('coverage:remove_failed', () => removePlace(place.id))}
                  >
                    ×
                  </button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {mayPlace && (isTaking ? <PlaceForm onAdded={onChanged} /> : (
        <button type="button" className="act" onClick={startPlacing}>{t('coverage:new')}</button>
      ))}
    </section>
  );
}
