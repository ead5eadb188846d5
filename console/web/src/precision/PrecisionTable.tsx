import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Precision } from '../lessons/shapes';
import { useRoom } from '../state/store';
import { PrecisionRow } from './PrecisionRow';
import { type Column, next, type Order, sorted } from './sort';

const COLUMNS: readonly Column[] = ['camera', 'rule', 'precision', 'confirmed', 'dismissed', 'undecided', 'quiet'];

/** One line for each rule of each camera; a press on a heading sorts, one on a line shows its events. */
export function PrecisionTable({ figures }: { figures: Precision }) {
  const { t } = useTranslation();
  const cameras = useRoom((state) => state.room.cameras);
  const [order, setOrder] = useState<Order>({ by: 'precision', isDown: false });
  const [openId, setOpen] = useState<string | null>(null);
  const cameraName = (id: string) => cameras[id]?.name ?? id;
  return (
    <table className="precision-table">
      <thead>
        <tr>
          {COLUMNS.map((column) => {
            const isOn = order.by === column;
            return (
              <th key={column} scope="col" className={`col-${column}`} aria-sort={isOn ? (order.isDown ? 'descending' : 'ascending') : 'none'}>
                <button type="button" onClick={() => setOrder(next(order, column))}>
                  {t(`lessons:column.${column}`)} <i aria-hidden>{isOn ? (order.isDown ? '▾' : '▴') : ''}</i>
                </button>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {sorted(figures.rules, order, cameraName).map((rule) => {
          const id = `${rule.camera_id}|${rule.rule_id}`;
          return (
            <PrecisionRow key={id} rule={rule} enough={figures.enough} sinceMs={Date.parse(figures.since)}
              cameraName={cameraName(rule.camera_id)} isOpen={openId === id} onToggle={() => setOpen(openId === id ? null : id)} />
          );
        })}
      </tbody>
    </table>
  );
}
