import { useTranslation } from 'react-i18next';
import type { WatchEvent } from '../api/shapes';
import { usePermission } from '../session/session';
import { tell, tellFault } from '../ui/notify';
import { useSubmit } from '../ui/useSubmit';
import { relearnView } from './asks';
import { isHealth, isOfTheView } from './troubles';
import './health.css';

/** What to do about a trouble of a camera or the house; and the remedy for a view that is right as it is. */
export function HealthAdvice({ event }: { event: WatchEvent }) {
  const { t } = useTranslation();
  const mayJudge = usePermission('events.judge');
  const submit = useSubmit();
  if (!isHealth(event.kind)) return null;
  const cameraId = event.camera_id;
  const relearn = () =>
    submit.run(async () => {
      await relearnView(cameraId ?? '').then(
        () => tell(t('health:relearn.done')),
        (thrown: unknown) => tellFault(t('health:relearn.failed'), thrown),
      );
    });
  return (
    <div className="advice">
      <p>{t(`health:advice.${event.kind}`)}</p>
      {mayJudge && cameraId && event.phase === 'open' && isOfTheView(event.kind) && (
        <button type="button" className="act" disabled={submit.isBusy} title={t('health:relearn.hint')} onClick={() => void relearn()}>
          {t('health:relearn.do')}
        </button>
      )}
    </div>
  );
}
