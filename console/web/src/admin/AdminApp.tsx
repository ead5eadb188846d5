/** The administration pages. */
export default function AdminApp() {
  return <main />;
}
