/** What is wrong with a field that has no place of its own for it. */
export function FieldNote({ words }: { words: string | undefined }) {
  return words ? <p className="field-wrong" role="alert">{words}</p> : null;
}
