/** One server-sent event, or a comment (`name` is then null). */
export interface Message {
  name: string | null;
  id: string | null;
  data: string;
}

/** Cuts a text stream into server-sent events (WHATWG HTML §9.2.6); feed it chunks as they come. */
export class MessageCutter {
  private rest = '';

  push(chunk: string): Message[] {
    const blocks = (this.rest + chunk).replace(/\r\n?/g, '\n').split('\n\n');
    this.rest = blocks.pop() ?? '';
    return blocks.map(messageOf);
  }
}

function messageOf(block: string): Message {
  let name = 'message';
  let id: string | null = null;
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon === 0) continue;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') name = value;
    else if (field === 'id') id = value;
    else if (field === 'data') data.push(value);
  }
  return { name: data.length > 0 || name !== 'message' ? name : null, id, data: data.join('\n') };
}
