import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../../api/shapes';
import type { Beat, Checkpoint, Patrols, Tour } from '../../console/patrols/shapes';
import { usePermission } from '../../session/session';
import { ConfirmRemove } from '../ConfirmRemove';
import { PageHead } from '../PageHead';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { BeatForm } from './BeatForm';
import { CameraTourSection } from './CameraTourSection';
import { CheckpointForm } from './CheckpointForm';
import { CodeSheets } from './CodeSheets';
import { PatrolLists } from './PatrolLists';
import { PatrolMap } from './PatrolMap';
import { getPatrols, removeBeat, removeCheckpoint, removeTour, renewCode } from './tourAsks';
import { TourForm } from './TourForm';
import './patrols.css';

export type Thing =
  | { kind: 'beat'; it: Beat }
  | { kind: 'checkpoint'; it: Checkpoint }
  | { kind: 'tour'; it: Tour }
  | { kind: 'code'; it: Checkpoint };

const REMOVE = { beat: removeBeat, checkpoint: removeCheckpoint, tour: removeTour, code: renewCode } as const;

/** Beats, checkpoints and tours: drawn on the map, listed beside it. */
export function ToursPage() {
  const { t } = useTranslation();
  const loaded = useLoaded(getPatrols);
  const mayManage = usePermission('plans.manage');
  const [tool, setTool] = useState<'checkpoint' | 'beat' | null>(null);
  const [drawn, setDrawn] = useState<Place[]>([]);
  const [isNaming, setNaming] = useState(false);
  const [point, setPoint] = useState<Checkpoint | Pick<Checkpoint, 'position'> | null>(null);
  const [tour, setTour] = useState<Tour | 'new' | null>(null);
  const [removed, setRemoved] = useState<Thing | null>(null);
  const [isPrinting, setPrinting] = useState(false);

  function close() {
    setTool(null);
    setDrawn([]);
    setNaming(false);
    setPoint(null);
    setTour(null);
    setRemoved(null);
  }
  function done() {
    close();
    loaded.reload();
  }
  function press(place: Place) {
    if (tool === 'beat') setDrawn([...drawn, place]);
    else if (tool === 'checkpoint') setPoint({ position: place });
  }

  return (
    <>
      <PageHead title={t('admin:nav.tours')} hint={t('patrols:set_up.hint')}>
        {mayManage && (
          <>
            <Button variant="default" onClick={() => setPrinting(true)}>{t('patrols:sheets.open')}</Button>
            <Button disabled={!loaded.data?.checkpoints.length} onClick={() => setTour('new')}>{t('patrols:set_up.new_tour')}</Button>
          </>
        )}
      </PageHead>
      <Shown loaded={loaded}>
        {(patrols: Patrols) => (
          <div className="patrol-desk">
            <div className="patrol-place">
              {mayManage && (
                <div className="patrol-tabs" role="group" aria-label={t('patrols:set_up.tools')}>
                  <button type="button" aria-pressed={tool === 'checkpoint'} onClick={() => setTool(tool === 'checkpoint' ? null : 'checkpoint')}>{t('patrols:set_up.place_checkpoint')}</button>
                  <button type="button" aria-pressed={tool === 'beat'} onClick={() => (tool === 'beat' ? close() : setTool('beat'))}>{t('patrols:set_up.draw_beat')}</button>
                  {tool === 'beat' && <Button size="xs" disabled={drawn.length < 3} onClick={() => setNaming(true)}>{t('patrols:set_up.finish')}</Button>}
                  {tool && <span className="form-hint" role="status">{t(`patrols:set_up.how_${tool}`)}</span>}
                </div>
              )}
              <PatrolMap patrols={patrols} drawn={drawn} onPress={press} />
            </div>
            <PatrolLists patrols={patrols} mayManage={mayManage} onPoint={setPoint} onTour={setTour} onRemove={setRemoved} />
          </div>
        )}
      </Shown>
      <CameraTourSection />
      {isNaming && <BeatForm points={drawn} onDone={done} onClose={() => setNaming(false)} />}
      {point && <CheckpointForm point={point} beats={loaded.data?.beats ?? []} onDone={done} onClose={() => setPoint(null)} />}
      {tour && <TourForm tour={tour === 'new' ? null : tour} checkpoints={loaded.data?.checkpoints ?? []} onDone={done} onClose={() => setTour(null)} />}
      {isPrinting && <CodeSheets onClose={() => setPrinting(false)} />}
      {removed && (
        <ConfirmRemove title={t(`patrols:remove.${removed.kind}`, { name: removed.it.name })} consequence={t(`patrols:remove_text.${removed.kind}`)}
          remove={async () => { await REMOVE[removed.kind](removed.it.id); }} onDone={done} onClose={() => setRemoved(null)} />
      )}
    </>
  );
}
