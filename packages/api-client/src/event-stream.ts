export interface EventStreamFrame {
  /** The name of the event; `message` if the server gave none. */
  readonly type: string;
  readonly data: string;
}

/**
 * Parses server-sent events from bytes, wherever they are split (WHATWG HTML, 9.2.5 and 9.2.6). Anything after the last
 * blank line is not an event.
 */
export class EventStreamParser {
  /** The id of the last complete frame, even if that has only an id: where to continue from. */
  lastEventId: string;
  /** How long the server wants a client to wait before it connects again, in milliseconds. */
  retryMs: number | undefined;
  // The decoder drops a byte order mark.
  readonly #decoder = new TextDecoder();
  #text = '';
  #endedWithCr = false;
  #id: string;
  #type = '';
  #data: string[] = [];

  constructor(lastEventId = '') {
    this.lastEventId = lastEventId;
    this.#id = lastEventId;
  }

  /** Yields the frames that these bytes complete. While a frame is yielded, `lastEventId` is its id. */
  *push(bytes: Uint8Array): Generator<EventStreamFrame> {
    let text = this.#decoder.decode(bytes, { stream: true });
    // The second half of a two-character line break.
    if (this.#endedWithCr && text.startsWith('\n')) text = text.slice(1);
    else if (text === '') return;
    this.#endedWithCr = text.endsWith('\r');
    const lines = (this.#text + text).split(/\r\n|\r|\n/);
    this.#text = lines.pop() ?? '';
    for (const line of lines) {
      if (line !== '') {
        this.#takeField(line);
        continue;
      }
      const frame = this.#dispatch();
      if (frame) yield frame;
    }
  }

  #takeField(line: string): void {
    const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === 'data') this.#data.push(value);
    else if (name === 'event') this.#type = value;
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
    else if (name === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
  }

  #dispatch(): EventStreamFrame | undefined {
    const frame = { type: this.#type || 'message', data: this.#data.join('\n') };
    const isEvent = this.#data.length > 0;
    this.lastEventId = this.#id;
    this.#type = '';
    this.#data = [];
    return isEvent ? frame : undefined;
  }
}
