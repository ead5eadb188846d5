/** `0.5`, `2`, `14`: halves matter below three minutes only. */
export function minutes(seconds: number): string {
  const value = seconds / 60;
  return value < 3 ? String(Math.max(0.5, Math.round(value * 2) / 2)) : String(Math.round(value));
}
