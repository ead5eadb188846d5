/** The names in what a crew typed: one a line, or with commas of either script between them; each once. */
export function namesIn(text: string): string[] {
  const names = text.split(/[\n,，、;；]/).map((name) => name.trim().replace(/\s+/g, ' '));
  return [...new Set(names.filter((name) => name !== ''))];
}
