import { useTranslation } from 'react-i18next';
import { useSpans } from './lanes/footage';
import { spanAt } from './lanes/spans';
import { useReview } from './store';

/** Why there is no picture at this moment. */
export function GapCover({ cameraId }: { cameraId: string }) {
  const { t } = useTranslation();
  const spans = useSpans(cameraId);
  const span = useReview((state) => spanAt(spans, state.atMs));
  const state = span && span.state !== 'recorded' && span.state !== 'held' ? span.state : 'gap';
  return (
    <div className="picture-lost" role="status">
      <strong>{t(`review:state.${state}`)}</strong>
      {span?.reason && <span>{span.reason}</span>}
    </div>
  );
}
