import { useEffect, useState } from 'react';
import { getScene } from '../asks';
import type { Camera } from '../shapes';

interface Choice {
  value: string;
  label: string;
}

/** The rules of the chosen cameras, of all when none is chosen; a chosen rule that is gone stays, by its id. */
export function useRuleChoices(cameras: readonly Camera[], cameraIds: readonly string[], ruleIds: readonly string[]): Choice[] {
  const [known, setKnown] = useState<Choice[]>([]);
  const asked = cameras.filter((camera) => cameraIds.length === 0 || cameraIds.includes(camera.id));
  const ids = asked.map((camera) => camera.id).join();

  useEffect(() => {
    let isHere = true;
    const rulesOf = async ({ id, name }: Camera): Promise<Choice[]> =>
      ((await getScene(id)).rules ?? []).map((rule) => ({ value: rule.id ?? '', label: `${name} · ${rule.name}` })).filter((rule) => rule.value);
    // A camera whose rules cannot be read leaves the choice of the others.
    void Promise.all(asked.map((camera) => rulesOf(camera).catch(() => []))).then((found) => isHere && setKnown(found.flat()));
    return () => {
      isHere = false;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the ids say which cameras are asked
  }, [ids]);

  const gone = ruleIds.filter((id) => !known.some((choice) => choice.value === id));
  const all = [...known, ...gone.map((id) => ({ value: id, label: id }))];
  return [...new Map(all.map((choice) => [choice.value, choice])).values()];
}
