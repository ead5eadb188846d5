import { Select } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asFault, type ApiFault } from '../../api/fault';
import { useZone } from '../../session/session';
import { serverNow, useRoom } from '../../state/store';
import { dateTime, duration } from '../../time/format';
import { FaultNote } from '../../ui/FaultNote';
import { frameUrl, searchMotion } from '../asks';
import { type Findings, NOTHING_YET, withLines } from '../search/findings';
import { RegionPainter } from '../search/RegionPainter';
import { showRange } from '../show';
import { useReview } from '../store';

const HOURS = [1, 8, 24, 72, 168];
const HOUR_MS = 3_600_000;
/** More rows than so many help nobody to find anything. */
const MOST_ROWS = 300;
const STILL_EVERY_MS = 5_000;

/** When did something move here? Draw a region, choose hours. */
export function SearchTab() {
  const { t } = useTranslation();
  const cameraIds = useReview((state) => state.cameraIds);
  const stillMs = useReview((state) => Math.floor(state.atMs / STILL_EVERY_MS) * STILL_EVERY_MS);
  const [cells, setCells] = useState<ReadonlySet<number>>(new Set());
  const [hours, setHours] = useState('8');
  const [level, setLevel] = useState('1');
  const [found, setFound] = useState<Findings | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const first = cameraIds[0];
  const search = async () => {
    running.current?.abort();
    const mine = (running.current = new AbortController());
    setFault(null);
    setFound(NOTHING_YET);
    const endMs = serverNow();
    try {
      await searchMotion(
        {
          camera_ids: cameraIds, start: new Date(endMs - Number(hours) * HOUR_MS).toISOString(),
          end: new Date(endMs).toISOString(), cells: cells.size > 0 ? [...cells] : null, region: null,
          least_share: 0, least_level: Number(level), least_s: 1, join_s: 3, limit: 5000,
        },
        mine.signal,
        (lines) => setFound((held) => withLines(held ?? NOTHING_YET, lines)),
      );
    } catch (thrown) {
      if (!mine.signal.aborted) setFault(asFault(thrown));
    }
  };
  const isRunning = found !== null && !found.isDone && !fault;

  return (
    <>
      <div className="side-form">
        {first && <RegionPainter pictureUrl={frameUrl(first, stillMs, 320)} cells={cells} onChange={setCells} />}
        <div className="side-pair">
          <Select
            label={t('review:search.span')}
            allowDeselect={false}
            value={hours}
            onChange={(value) => setHours(value ?? '8')}
            data={HOURS.map((one) => ({ value: String(one), label: t('review:search.last_hours', { count: one }) }))}
          />
          <Select
            label={t('review:search.level')}
            allowDeselect={false}
            value={level}
            onChange={(value) => setLevel(value ?? '1')}
            data={['1', '2', '3'].map((one) => ({ value: one, label: t(`review:search.level_${one}`) }))}
          />
        </div>
        <div className="side-pair">
          <button type="button" className="act" disabled={cells.size === 0} onClick={() => setCells(new Set())}>
            {t('review:search.whole')}
          </button>
          {isRunning ? (
            <button type="button" className="act" onClick={() => running.current?.abort()}>{t('review:search.stop')}</button>
          ) : (
            <button type="button" className="act act-main" disabled={!first} onClick={() => void search()}>
              {t('review:search.go')}
            </button>
          )}
        </div>
      </div>
      {fault && <FaultNote fault={fault} what={t('review:failed.search')} />}
      {found && <Results found={found} />}
    </>
  );
}

function Results({ found }: { found: Findings }) {
  const { t } = useTranslation();
  const zone = useZone();
  const cameras = useRoom((state) => state.room.cameras);
  const newest = found.hits.slice(-MOST_ROWS).reverse();
  return (
    <>
      <p className="side-sum" role="status">
        {t('review:search.hits', { count: found.hits.length })}
        {found.isCut && ` · ${t('review:search.cut')}`}
        {found.unknownS >= 60 && ` · ${t('review:search.unknown', { for: duration(found.unknownS) })}`}
      </p>
      <ul className="side-list">
        {newest.map((hit) => {
          const startMs = Date.parse(hit.start);
          const endMs = Date.parse(hit.end);
          return (
            <li key={`${hit.camera_id}${hit.start}`}>
              <button type="button" className="side-item side-hit" onClick={() => showRange([hit.camera_id], { startMs, endMs })}>
                <img src={frameUrl(hit.camera_id, (startMs + endMs) / 2, 96)} alt="" loading="lazy" />
                <span>
                  <b>{dateTime(startMs, zone)}</b>
                  <small>{cameras[hit.camera_id]?.name} · {duration((endMs - startMs) / 1000)}</small>
                  <i className="side-strength" style={{ '--share': hit.strength } as React.CSSProperties} />
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
