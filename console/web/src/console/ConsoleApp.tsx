/** The control room. */
export default function ConsoleApp() {
  return <main />;
}
