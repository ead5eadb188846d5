import { useTranslation } from 'react-i18next';

const KINDS = ['foot', 'car'] as const;

interface Props {
  place: string;
  kind: (typeof KINDS)[number];
  onKind: (kind: (typeof KINDS)[number]) => void;
}

/** From which place what is reached is shown, and how one moves. */
export function ReachPanel({ place, kind, onKind }: Props) {
  const { t } = useTranslation();
  return (
    <section className="closure-panel" aria-label={t('roads:reach')}>
      <p className="closure-hint">{t('roads:reach_from', { place })}</p>
      <div className="closure-choices" role="radiogroup" aria-label={t('roads:reach')}>
        {KINDS.map((one) => (
          <button key={one} type="button" role="radio" aria-checked={kind === one} onClick={() => onKind(one)}>
            {t(`common:unit_kind.${one}`)}
          </button>
        ))}
      </div>
    </section>
  );
}
