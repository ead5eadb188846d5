/** Whose map it is: always to be seen, as its licence asks. */
export function AttributionMark({ text }: { text: string }) {
  return <p className="map-attribution">{text}</p>;
}
