/** Cuts newline-delimited JSON out of text that comes in any pieces. */
export class LineCutter<Line> {
  private rest = '';

  push(text: string): Line[] {
    const parts = (this.rest + text).split('\n');
    this.rest = parts.pop() ?? '';
    return parts.filter((part) => part.trim() !== '').map((part) => JSON.parse(part) as Line);
  }
}
