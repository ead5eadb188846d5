import { type ChangeEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PhotoPreview } from './PhotoPreview';
import { shrunk } from './photo';

const MOST = 8;

interface Props {
  photos: readonly Blob[];
  onChange: (photos: Blob[]) => void;
}

/** Takes photos with the camera or from the phone, makes them small, shows them and lets them be taken out. */
export function PhotoPicker({ photos, onChange }: Props) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const [unread, setUnread] = useState<string[]>([]);

  async function take(event: ChangeEvent<HTMLInputElement>) {
    const files = [...(event.target.files ?? [])].slice(0, MOST - photos.length);
    event.target.value = '';
    setBusy(true);
    const made = await Promise.allSettled(files.map(shrunk));
    setUnread(files.filter((_file, index) => made[index]?.status === 'rejected').map((file) => file.name));
    onChange([...photos, ...made.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))]);
    setBusy(false);
  }

  const isFull = photos.length >= MOST;
  return (
    <div className="photos">
      {photos.map((photo, index) => (
        <PhotoPreview key={`${index}-${photo.size}`} photo={photo}
          onRemove={() => onChange(photos.filter((_each, at) => at !== index))} />
      ))}
      {!isFull && (
        <>
          <label className="photo-add" aria-busy={isBusy}>
            <input type="file" accept="image/*" capture="environment" onChange={(event) => void take(event)} />
            <span>{isBusy ? t('unit:report.photo_busy') : t('unit:report.photo_take')}</span>
          </label>
          <label className="photo-add photo-add-quiet">
            <input type="file" accept="image/*" multiple onChange={(event) => void take(event)} />
            <span>{t('unit:report.photo_choose')}</span>
          </label>
        </>
      )}
      {unread.length > 0 && (
        <p className="photo-fault" role="alert">{t('unit:report.photo_unread', { names: unread.join(', ') })}</p>
      )}
    </div>
  );
}
