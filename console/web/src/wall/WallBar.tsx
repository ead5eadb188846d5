import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SIZES, type Size, type Wall } from './layout';

interface Props {
  wall: Wall;
  page: number;
  pages: number;
  onChange: (change: Partial<Wall>) => void;
  onTurn: (by: 1 | -1) => void;
  onChoose: () => void;
}

const TURNS_S = [0, 10, 20, 30, 60];

/** How many tiles, which cameras, which page, and whether the pages turn by themselves. */
export function WallBar({ wall, page, pages, onChange, onTurn, onChoose }: Props) {
  const { t } = useTranslation();
  const wide = () => void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  return (
    <div className="wall-bar">
      <div className="stage-modes" role="group" aria-label={t('wall:tiles')}>
        {SIZES.map((size: Size) => (
          <button key={size} type="button" aria-pressed={wall.size === size} onClick={() => onChange({ size })}>
            {size}
          </button>
        ))}
      </div>
      <button type="button" className="quiet-button" onClick={onChoose}>
        {wall.cameras.length > 0 ? t('wall:chosen', { count: wall.cameras.length }) : t('wall:all_cameras')} ▾
      </button>
      <span className="wall-space" />
      {pages > 1 && (
        <>
          <label className="wall-turn">
            {t('wall:turn')}
            <Select
              w={92}
              allowDeselect={false}
              data={TURNS_S.map((s) => ({ value: String(s), label: s ? t('wall:seconds', { s }) : t('wall:by_hand') }))}
              value={String(wall.turnS)}
              onChange={(value) => onChange({ turnS: Number(value) })}
            />
          </label>
          <button type="button" className="quiet-button" onClick={() => onTurn(-1)} aria-label={t('wall:previous_page')}>‹</button>
          <span className="wall-page" aria-label={t('wall:page', { page: page + 1, pages })}>{page + 1}/{pages}</span>
          <button type="button" className="quiet-button" onClick={() => onTurn(1)} aria-label={t('wall:next_page')}>›</button>
        </>
      )}
      <button type="button" className="quiet-button wall-full" onClick={wide}>{t('wall:full_screen')}</button>
    </div>
  );
}
