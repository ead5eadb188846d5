import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmRemove } from '../admin/ConfirmRemove';
import { usePermission, useZone } from '../session/session';
import { useRoom } from '../state/store';
import { dateTime } from '../time/format';
import { tellFault } from '../ui/notify';
import { useSubmit } from '../ui/useSubmit';
import { bundleUrl, cancelExport, removeExport } from './asks';
import { ExportProgress } from './ExportProgress';
import type { Export } from './shapes';
import { isOpen, rangeText } from './shown';

/** One export: what, for whom and why, how far, and what can be done with it. */
export function ExportRow({ one }: { one: Export }) {
  const { t } = useTranslation();
  const zone = useZone();
  const cameras = useRoom((state) => state.room.cameras);
  const names = one.camera_ids.map((id) => cameras[id]?.name ?? id).join(', ');
  return (
    <li className="export-row">
      <div className="export-what">
        <strong>{names}</strong>
        <span className="export-range">{rangeText(one.start, one.end, zone)}</span>
        <span className="export-marks">
          <b className={one.is_blurred ? 'mark-blurred' : 'mark-clear'}>
            {one.is_blurred ? t('exports:mark.blurred') : `▲ ${t('exports:mark.clear')}`}
          </b>
          {one.has_burn_in && <i>{t('exports:mark.time')}</i>}
          {one.has_sound && <i>{t('exports:mark.sound')}</i>}
        </span>
      </div>
      <div className="export-who">
        <span>{one.requested_by.name}</span>
        <span className="row-sub">{dateTime(one.requested_at, zone)}</span>
        {one.reason && <q>{one.reason}</q>}
      </div>
      <ExportProgress one={one} />
      <Acts one={one} names={names} />
    </li>
  );
}

function Acts({ one, names }: { one: Export; names: string }) {
  const { t } = useTranslation();
  const mayClear = usePermission('exports.clear');
  const isMine = one.is_blurred || mayClear;
  const [isRemoving, setRemoving] = useState(false);
  const change = useSubmit();
  const cancel = () =>
    change.run(() =>
      cancelExport(one.id).catch((thrown: unknown) => {
        tellFault(t('exports:failed.cancel'), thrown);
      }),
    );
  return (
    <div className="export-acts">
      {one.state === 'finished' && isMine && (
        <>
          <Button component="a" href={bundleUrl(one.id)} download>{t('exports:act.download')}</Button>
          <Button variant="default" onClick={() => setRemoving(true)}>{t('exports:act.delete')}</Button>
        </>
      )}
      {one.state === 'finished' && !isMine && <span className="row-sub">{t('exports:not_yours')}</span>}
      {isOpen(one) && (
        <Button variant="default" loading={change.isBusy} disabled={one.state === 'cancelling'} onClick={() => void cancel()}>
          {t('exports:act.cancel')}
        </Button>
      )}
      {isRemoving && (
        <ConfirmRemove
          title={t('exports:remove.title', { names })}
          consequence={t('exports:remove.consequence')}
          remove={() => removeExport(one.id)}
          onDone={() => setRemoving(false)}
          onClose={() => setRemoving(false)}
        />
      )}
    </div>
  );
}
