import { Button, SegmentedControl } from '@mantine/core';
import { useEffect, useMemo, useReducer, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { asFault } from '../../api/fault';
import { FaultNote } from '../../ui/FaultNote';
import { tell } from '../../ui/notify';
import { saveScene } from '../asks';
import { PageHead } from '../PageHead';
import type { Camera, PicturePoint, Scene } from '../shapes';
import { useSubmit } from '../../ui/useSubmit';
import { CalibrationPanel } from './CalibrationPanel';
import { pairsOf, reduce, rulesOf } from './draft';
import { fitGround } from './groundFit';
import { MapCanvas } from './MapCanvas';
import { PictureCanvas } from './PictureCanvas';
import { areRulesComplete } from './rules/lacks';
import { type Refusal, refusalOf } from './rules/refusal';
import { RulesPanel } from './rules/RulesPanel';
import { ShapesPanel } from './ShapesPanel';
import type { Tool } from './tool';
import { TrialPanel } from '../trials/TrialPanel';

const TABS = ['shapes', 'rules', 'calibration', 'trial'] as const;
type Tab = (typeof TABS)[number];

interface Props {
  camera: Camera;
  scene: Scene;
  onPictureMissing: () => void;
}

/** The picture with what is drawn on it, and beside it: zones and lines, rules, or the map. Saved as a whole. */
export function SceneEditor({ camera, scene, onPictureMissing }: Props) {
  const { t } = useTranslation();
  const [saved, setSaved] = useState(scene);
  const [draft, change] = useReducer(reduce, scene);
  const [tab, setTab] = useState<Tab>('shapes');
  const [tool, setTool] = useState<Tool>('select');
  const [selectedId, setSelected] = useState<string | null>(null);
  const [waiting, setWaiting] = useState<PicturePoint | null>(null);
  const submit = useSubmit();
  const isChanged = draft !== saved;
  const pairs = pairsOf(draft);
  const aspect = camera.status.width && camera.status.height ? camera.status.width / camera.status.height : undefined;
  const fit = useMemo(() => fitGround(pairs, aspect, draft.lens_k1), [pairs, aspect, draft.lens_k1]);
  const isCalibrated = fit !== null;
  const [isOnMap, setOnMap] = useState(false);
  const mapFit = tab === 'shapes' && isOnMap ? fit : null;
  const isComplete = areRulesComplete(draft, isCalibrated);
  const [openRuleId, setOpenRule] = useState<string | null>(null);
  const [refused, setRefused] = useState<{ refusal: Refusal; draft: Scene } | null>(null);
  const refusal = refused?.draft === draft ? refused.refusal : null;

  useEffect(() => {
    if (!isChanged) return;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', hold);
    return () => window.removeEventListener('beforeunload', hold);
  }, [isChanged]);

  function show(next: Tab) {
    setTab(next);
    setWaiting(null);
    setTool(next === 'calibration' ? 'pair' : 'select');
  }

  function openRule(id: string | null) {
    const rule = rulesOf(draft).find((each) => each.id === id);
    setOpenRule(id);
    setSelected(rule?.zone_id ?? rule?.tripwire_id ?? null);
  }

  /** Shows the room's words where they belong: at the field of the rule that it refuses. */
  function refuse(thrown: unknown) {
    const found = refusalOf(asFault(thrown).message, rulesOf(draft));
    if (!found) return;
    setRefused({ refusal: found, draft });
    show('rules');
    openRule(found.ruleId);
  }

  async function save() {
    await submit.run(async () => {
      const kept = await saveScene(camera.id, { ...draft, calibration_error_m: null }).catch((thrown: unknown) => {
        refuse(thrown);
        throw thrown;
      });
      setSaved(kept);
      change({ do: 'load', scene: kept });
      tell(t('admin:scene.saved', { name: camera.name }));
    });
  }

  return (
    <div className="scene">
      <PageHead title={t('admin:scene.title', { name: camera.name })}
        back={<Link to="/admin/cameras" className="back-link">← {t('admin:nav.cameras')}</Link>}>
        <span className="scene-changed">{isChanged && t('admin:scene.changed')}</span>
        <Button variant="default" disabled={!isChanged} onClick={() => change({ do: 'load', scene: saved })}>
          {t('admin:scene.discard')}
        </Button>
        <Button disabled={!isChanged || !isComplete} loading={submit.isBusy}
          onClick={() => void save()}>
          {t('admin:scene.save')}
        </Button>
      </PageHead>
      {submit.fault && <FaultNote fault={submit.fault} what={t('admin:scene.not_saved')} />}
      <SegmentedControl className="scene-tabs" value={tab} onChange={(value) => show(value as Tab)}
        data={TABS.map((value) => ({ value, label: t(`admin:scene_tab.${value}`) }))} />
      <div className="scene-body">
        <div className="scene-main">
          {tab === 'shapes' && (
            <SegmentedControl className="draw-on" size="xs" value={mapFit ? 'map' : 'picture'}
              onChange={(value) => { setOnMap(value === 'map'); setTool('select'); }}
              data={[
                { value: 'picture', label: t('admin:scene.on_picture') },
                { value: 'map', label: isCalibrated ? t('admin:scene.on_map') : t('admin:scene.on_map_uncalibrated'), disabled: !isCalibrated },
              ]} />
          )}
          {mapFit && (
            <MapCanvas camera={camera} scene={draft} fit={mapFit} change={change} tool={tool} setTool={setTool}
              selectedId={selectedId} select={setSelected} />
          )}
        <PictureCanvas cameraId={camera.id} scene={draft} change={change} tool={tool} setTool={setTool}
          selectedId={selectedId} select={setSelected} waiting={waiting} setWaiting={setWaiting}
          openRuleId={tab === 'rules' ? openRuleId : null} onPictureMissing={onPictureMissing} isOver={mapFit !== null} fit={tab === 'calibration' ? fit : null} />
        </div>
        <div className="scene-side">
          {tab === 'shapes' && (
            <ShapesPanel scene={draft} change={change} tool={tool} setTool={setTool} selectedId={selectedId} select={setSelected} />
          )}
          {tab === 'trial' && <TrialPanel cameraId={camera.id} scene={draft} isComplete={isComplete} />}
          {tab === 'rules' && (
            <RulesPanel scene={draft} isCalibrated={isCalibrated} openId={openRuleId} refusal={refusal} change={change}
              open={openRule} />
          )}
          {tab === 'calibration' && (
            <CalibrationPanel camera={camera} scene={draft} fit={fit} change={change} waiting={waiting} setWaiting={setWaiting} />
          )}
        </div>
      </div>
    </div>
  );
}
