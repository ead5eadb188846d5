/** The phone page. */
export default function UnitApp() {
  return <main />;
}
