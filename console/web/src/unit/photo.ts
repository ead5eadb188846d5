/** Photos of a report, made small in the browser before they travel. */

export const LONGEST_PX = 1600;
const JPEG_QUALITY = 0.82;

/** The size to draw at: the longer side at most `longest`, never enlarged. */
export function fittedSize(width: number, height: number, longest = LONGEST_PX): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The picture as a JPEG of at most 1600 px, upright as its EXIF says and without its EXIF. */
export async function shrunk(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const { width, height } = fittedSize(bitmap.width, bitmap.height);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return new Promise((resolve, reject) => {
    const done = (blob: Blob | null) => (blob ? resolve(blob) : reject(new Error('this picture can not be read')));
    canvas.toBlob(done, 'image/jpeg', JPEG_QUALITY);
  });
}
