export interface EventStreamFrame {
  /** The name of the event; `message` if the server gave none. */
  readonly type: string;
  readonly data: string;
}

/**
 * Reads server-sent events out of bytes, split wherever they may be (WHATWG HTML, 9.2.5 and 9.2.6). What stands after the
 * last blank line when the bytes end is no event.
 */
export class EventStreamParser {
  /** Of the last frame that was complete, also of one that has nothing but an id: where to go on from. */
  lastEventId: string;
  /** How long the server wants a client to wait before it connects again, in milliseconds. */
  retryMs: number | undefined;
  // A byte order mark is left out by the decoder.
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

  /** The frames that are complete with these bytes. `lastEventId` is that of each while it is the one handed out. */
  *push(bytes: Uint8Array): Generator<EventStreamFrame> {
    let text = this.#decoder.decode(bytes, { stream: true });
    // The second half of a line end of two characters.
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
