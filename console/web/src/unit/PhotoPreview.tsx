import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  photo: Blob;
  onRemove: () => void;
}

/** One photo that will be sent, with its way out. */
export function PhotoPreview({ photo, onRemove }: Props) {
  const { t } = useTranslation();
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(photo);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [photo]);
  return (
    <figure className="photo">
      {url && <img src={url} alt={t('unit:report.photo', { size: Math.max(1, Math.round(photo.size / 1024)) })} />}
      <button type="button" onClick={onRemove} aria-label={t('unit:report.photo_remove')}>✕</button>
    </figure>
  );
}
