import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { getCamera, getScene } from '../asks';
import type { Camera, Scene } from '../shapes';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { SceneEditor } from './SceneEditor';

interface Both {
  camera: Camera;
  scene: Scene;
}

/** Loads a camera and its scene, and opens the editor on them. */
export function ScenePage() {
  const { t } = useTranslation();
  const { cameraId = '' } = useParams();
  const ask = useCallback(async (): Promise<Both> => {
    const [camera, scene] = await Promise.all([getCamera(cameraId), getScene(cameraId)]);
    return { camera, scene };
  }, [cameraId]);
  const loaded = useLoaded(ask);
  const [isPictureMissing, setPictureMissing] = useState(false);
  return (
    <Shown loaded={loaded}>
      {({ camera, scene }) => (
        <>
          {isPictureMissing && <p className="scene-no-picture" role="alert">{t('admin:scene.no_picture')}</p>}
          <SceneEditor key={camera.id} camera={camera} scene={scene} onPictureMissing={() => setPictureMissing(true)} />
        </>
      )}
    </Shown>
  );
}
