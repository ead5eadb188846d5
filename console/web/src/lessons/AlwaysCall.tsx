import { Switch } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { getScene, saveScene } from '../admin/asks';
import { useLoaded } from '../admin/useLoaded';
import { tellFault } from '../ui/notify';

/** The camera's rules, each with a switch: its events always call, whatever was dismissed. */
export function AlwaysCall({ cameraId, onChanged }: { cameraId: string; onChanged: () => void }) {
  const { t } = useTranslation();
  const { data: scene, reload } = useLoaded(useCallback(() => getScene(cameraId), [cameraId]));
  const rules = scene?.rules ?? [];
  if (!scene || rules.length === 0) return null;
  const change = async (id: string, never_quiet: boolean) => {
    try {
      // Asked for anew: somebody else may have drawn meanwhile.
      const now = await getScene(cameraId);
      const changed = (now.rules ?? []).map((rule) => (rule.id === id ? { ...rule, never_quiet } : rule));
      await saveScene(cameraId, { ...now, calibration_error_m: null, rules: changed });
      onChanged();
    } catch (thrown) {
      tellFault(t('lessons:failed.rule'), thrown);
    }
    reload();
  };
  return (
    <section className="always-call">
      <h2>{t('lessons:always.title')}</h2>
      <p className="lesson-facts">{t('lessons:always.hint')}</p>
      {rules.map((rule) => (
        <Switch key={rule.id} size="sm" label={rule.name} checked={rule.never_quiet ?? false}
          onChange={(event) => void change(rule.id, event.currentTarget.checked)} />
      ))}
    </section>
  );
}
