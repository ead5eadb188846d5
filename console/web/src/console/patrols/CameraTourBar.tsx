import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoom } from '../../state/store';
import { tellFault } from '../../ui/notify';
import { lookThrough } from '../selection';
import { confirmLook } from './asks';
import type { CameraTour } from './shapes';
import { loadPatrols, usePatrols } from './store';

/** Below the picture while a camera tour runs: which camera, how long it stays, and the button that says "seen". */
export function CameraTourBar() {
  const watching = usePatrols((state) => state.watching);
  return watching && <Running key={`${watching.tour.id} ${watching.at}`} tour={watching.tour} at={watching.at} />;
}

function Running({ tour, at }: { tour: CameraTour; at: number }) {
  const { t } = useTranslation();
  const cameraId = tour.camera_ids[at] ?? '';
  const name = useRoom((state) => state.room.cameras[cameraId]?.name ?? cameraId);
  const [leftS, setLeftS] = useState(Math.round(tour.dwell_s));
  const [isBusy, setBusy] = useState(false);

  function go(by: number) {
    const next = at + by;
    if (next >= tour.camera_ids.length) {
      usePatrols.setState({ watching: null });
      void loadPatrols();
    } else if (next >= 0) usePatrols.setState({ watching: { tour, at: next } });
  }

  useEffect(() => lookThrough(cameraId), [cameraId]);

  useEffect(() => {
    if (leftS <= 0) return go(1); // not confirmed: it does not count
    const timer = setTimeout(() => setLeftS(leftS - 1), 1000);
    return () => clearTimeout(timer);
    // `go` belongs to this camera, as the whole component does.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [leftS]);

  async function confirm() {
    setBusy(true);
    try {
      await confirmLook(tour.id, cameraId);
      go(1);
    } catch (thrown) {
      tellFault(t('patrols:camera_tour.not_counted'), thrown);
      setBusy(false);
    }
  }

  return (
    <div className="camera-tour" role="group" aria-label={tour.name}>
      <span className="camera-tour-words">
        <b>{tour.name}</b> {at + 1}/{tour.camera_ids.length} · {name} · {leftS} s
      </span>
      <button type="button" className="act" disabled={at === 0} onClick={() => go(-1)}>{t('patrols:camera_tour.back')}</button>
      <button type="button" className="act" onClick={() => go(1)}>{t('patrols:camera_tour.skip')}</button>
      <button type="button" className="act act-main" disabled={isBusy} onClick={() => void confirm()}>{t('patrols:camera_tour.seen')}</button>
      <button type="button" className="act" onClick={() => usePatrols.setState({ watching: null })}>{t('patrols:camera_tour.stop')}</button>
    </div>
  );
}
