/** The house mark. */
export function Mark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path d="M4 16c3.400-5.800 7.400-8.600 12-8.600S24.600 10.200 28 16c-3.400 5.800-7.400 8.600-12 8.600S7.400 21.800 4 16z"
        fill="none" stroke="var(--accent)" strokeWidth="2" />
      <path d="M16 11l5 5-5 5-5-5z" fill="var(--accent)" />
    </svg>
  );
}
