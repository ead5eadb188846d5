import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const EVERY_MS = 1_000;

/** A still every second, where no moving picture gets through. */
export function Stills({ cameraId, width = 960 }: { cameraId: string; width?: number }) {
  const { t } = useTranslation();
  const [number, setNumber] = useState(0);
  const [hasFailed, setFailed] = useState(false);

  useEffect(() => {
    const timer = setTimeout(() => setNumber((held) => held + 1), EVERY_MS * 4);
    return () => clearTimeout(timer);
  }, [number]);

  const soon = () => setTimeout(() => setNumber((held) => held + 1), EVERY_MS);
  return (
    <>
      <img
        src={`/api/cameras/${cameraId}/picture.jpg?width=${width}&n=${number}`}
        alt=""
        onLoad={() => {
          setFailed(false);
          soon();
        }}
        onError={() => setFailed(true)}
      />
      {hasFailed && (
        <div className="picture-lost" role="alert">
          <strong>{t('console:stage.lost')}</strong>
          <span>{t('console:stage.retrying')}</span>
        </div>
      )}
    </>
  );
}
