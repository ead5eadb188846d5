import { ActionIcon, Button, TextInput } from '@mantine/core';
import type { Dispatch } from 'react';
import { useTranslation } from 'react-i18next';
import type { Scene } from '../shapes';
import { type Change, tripwiresOf, zonesOf } from './draft';
import type { Tool } from './tool';

interface Props {
  scene: Scene;
  change: Dispatch<Change>;
  tool: Tool;
  setTool: (tool: Tool) => void;
  selectedId: string | null;
  select: (id: string | null) => void;
}

/** Draw, name, turn round and remove zones and tripwires. */
export function ShapesPanel({ scene, change, tool, setTool, selectedId, select }: Props) {
  const { t } = useTranslation();
  const zones = zonesOf(scene);
  const lines = tripwiresOf(scene);
  const row = (id: string) => (id === selectedId ? 'shape-row shape-row-selected' : 'shape-row');
  const remove = (id: string) => (
    <ActionIcon variant="subtle" color="red" aria-label={t('admin:act.remove')} onClick={() => change({ do: 'remove_shape', id })}>
      ✕
    </ActionIcon>
  );
  return (
    <>
      <div className="tool-row">
        <Button variant={tool === 'zone' ? 'filled' : 'default'} onClick={() => setTool(tool === 'zone' ? 'select' : 'zone')}>
          {t('admin:scene.draw_zone')}
        </Button>
        <Button variant={tool === 'tripwire' ? 'filled' : 'default'}
          onClick={() => setTool(tool === 'tripwire' ? 'select' : 'tripwire')}>
          {t('admin:scene.draw_line')}
        </Button>
      </div>
      <p className="form-hint">{t(`admin:scene_hint.${tool}`)}</p>
      {zones.length > 0 && <h3>{t('admin:scene.zones')}</h3>}
      {zones.map((zone) => (
        <div key={zone.id} className={row(zone.id)} onFocus={() => select(zone.id)}>
          <TextInput value={zone.name} aria-label={t('admin:scene.name')} maxLength={120}
            onChange={(event) => change({ do: 'change_zone', id: zone.id, change: { name: event.currentTarget.value } })} />
          {remove(zone.id)}
        </div>
      ))}
      {lines.length > 0 && <h3>{t('admin:scene.lines')}</h3>}
      {lines.map((line) => (
        <div key={line.id} className={row(line.id)} onFocus={() => select(line.id)}>
          <TextInput value={line.name} aria-label={t('admin:scene.name')} maxLength={120}
            onChange={(event) => change({ do: 'change_tripwire', id: line.id, change: { name: event.currentTarget.value } })} />
          <Button variant="default" onClick={() => change({ do: 'flip_tripwire', id: line.id })}>{t('admin:scene.flip')}</Button>
          {remove(line.id)}
        </div>
      ))}
      {zones.length + lines.length > 0 && <p className="form-hint">{t('admin:scene.remove_hint')}</p>}
    </>
  );
}
