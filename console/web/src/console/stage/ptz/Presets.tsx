import { Menu } from '@mantine/core';
import { type KeyboardEvent, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '../../../admin/useLoaded';
import { tell, tellFault } from '../../../ui/notify';
import { goToPreset, presetsOf, removePreset, savePreset } from './asks';
import { NewPreset } from './NewPreset';
import type { Preset } from './shapes';

/** The places that the camera remembers: go there, remember this one, forget one. */
export function Presets({ cameraId }: { cameraId: string }) {
  const { t } = useTranslation();
  const { data, fault, reload } = useLoaded(useCallback(() => presetsOf(cameraId), [cameraId]));
  const [isOpen, setOpen] = useState(false);
  const [isNaming, setNaming] = useState(false);
  const [isForgetting, setForgetting] = useState(false);

  async function attempt(what: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (thrown) {
      tellFault(what, thrown);
      return false;
    }
  }

  async function save(name: string): Promise<void> {
    if (!(await attempt(t('onvif:preset.not_saved'), () => savePreset(cameraId, name)))) return;
    setNaming(false);
    tell(t('onvif:preset.saved', { name }));
    reload();
  }

  async function choose(preset: Preset): Promise<void> {
    if (!isForgetting) {
      await attempt(t('onvif:preset.not_gone'), () => goToPreset(cameraId, preset.token));
    } else if (await attempt(t('onvif:preset.not_removed'), () => removePreset(cameraId, preset.token))) {
      tell(t('onvif:preset.removed', { name: preset.name }));
      reload();
    }
  }

  function open(isNow: boolean) {
    setOpen(isNow);
    setForgetting(false);
    if (isNow) reload();
  }

  /** Escape closes the menu or the field, and not the camera with it. */
  function onKey(event: KeyboardEvent) {
    if (event.key === 'Escape') event.stopPropagation();
  }

  return (
    <div className="ptz-presets" onKeyDown={onKey}>
      <Menu position="bottom-start" opened={isOpen} onChange={open}>
        <Menu.Target>
          <button type="button" className="act">{t('onvif:preset.title')} ▾</button>
        </Menu.Target>
        <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
          <Menu.Label>{isForgetting ? t('onvif:preset.which') : t('onvif:preset.go')}</Menu.Label>
          {fault && <p className="ptz-note">{fault.message || t('onvif:preset.unknown')}</p>}
          {data?.length === 0 && <p className="ptz-note">{t('onvif:preset.none')}</p>}
          {data?.map((preset) => (
            <Menu.Item key={preset.token} color={isForgetting ? 'red' : undefined} onClick={() => void choose(preset)}>
              {preset.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setNaming(true)}>{t('onvif:preset.save')}</Menu.Item>
          {!isForgetting && (data?.length ?? 0) > 0 && (
            <Menu.Item closeMenuOnClick={false} onClick={() => setForgetting(true)}>{t('onvif:preset.remove')}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isNaming && <NewPreset onSave={save} onCancel={() => setNaming(false)} />}
    </div>
  );
}
