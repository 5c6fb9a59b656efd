import type { HeaderField, HttpResponse } from './message.ts';

const headEnd = Buffer.from('\r\n\r\n');
const lineEnd = Buffer.from('\r\n');

/** The server's bytes are not HTTP/1.1 (RFC 9112). */
export class MalformedResponse extends Error {
  override name = 'MalformedResponse';
}

interface Head {
  readonly status: number;
  readonly headers: readonly HeaderField[];
}

/**
 * Parses the responses of one connection as its bytes arrive. Strict: it must notice what browsers tolerate. Interim
 * responses (1xx, except 101) are skipped.
 */
export class ResponseParser {
  #bytes: Buffer = Buffer.alloc(0);
  #head: Head | null = null;

  push(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
  }

  /** Whether bytes of an incomplete response are left. */
  get isMidway(): boolean {
    return this.#head !== null || this.#bytes.length > 0;
  }

  /**
   * The next complete response, if it has arrived.
   * @param method of the request it answers: HEAD is answered without a body
   * @param ended no more bytes will come, which ends a body of unstated length
   * @throws MalformedResponse
   */
  next(method: string, ended = false): HttpResponse | null {
    for (;;) {
      this.#head ??= this.#takeHead();
      if (!this.#head) return null;
      const { status } = this.#head;
      if (status < 200 && status !== 101) {
        this.#head = null;
        continue;
      }
      const body = this.#takeBody(this.#head, method, ended);
      if (!body) return null;
      const { headers } = this.#head;
      this.#head = null;
      return { status, headers, body: body.bytes, closes: body.untilEnd || saysClose(headers) };
    }
  }

  #takeHead(): Head | null {
    const end = this.#bytes.indexOf(headEnd);
    if (end < 0) return null;
    const [statusLine = '', ...lines] = this.#bytes.subarray(0, end).toString('latin1').split('\r\n');
    const status = /^HTTP\/1\.1 (\d{3})(?: [^\r\n]*)?$/.exec(statusLine)?.[1];
    if (status === undefined) throw new MalformedResponse(`No status line: ${JSON.stringify(statusLine.slice(0, 80))}`);
    this.#bytes = this.#bytes.subarray(end + headEnd.length);
    return { status: Number(status), headers: lines.map(readField) };
  }

  #takeBody({ status, headers }: Head, method: string, ended: boolean): { bytes: Buffer; untilEnd: boolean } | null {
    if (method === 'HEAD' || status === 204 || status === 304 || status === 101)
      return { bytes: Buffer.alloc(0), untilEnd: false };
    if (valueOf(headers, 'transfer-encoding') === 'chunked') {
      // A stream does not end on its own: its beginning is the response, and the connection cannot be reused.
      return valueOf(headers, 'content-type')?.startsWith('text/event-stream')
        ? this.#takeBeginning()
        : this.#takeChunks();
    }
    const length = valueOf(headers, 'content-length');
    if (length === undefined) return ended ? { bytes: this.#take(this.#bytes.length), untilEnd: true } : null;
    if (!/^\d+$/.test(length)) throw new MalformedResponse(`content-length: ${length}`);
    return this.#bytes.length < Number(length) ? null : { bytes: this.#take(Number(length)), untilEnd: false };
  }

  #takeBeginning(): { bytes: Buffer; untilEnd: boolean } | null {
    const [, size = ''] = /^([0-9a-fA-F]+)\r\n/.exec(this.#bytes.subarray(0, 20).toString('latin1')) ?? [];
    const [start, length] = [size.length + lineEnd.length, Number.parseInt(size, 16)];
    if (size === '' || this.#bytes.length < start + length + lineEnd.length) return null;
    const bytes = this.#bytes.subarray(start, start + length);
    this.#take(this.#bytes.length);
    return { bytes, untilEnd: true };
  }

  #takeChunks(): { bytes: Buffer; untilEnd: boolean } | null {
    const chunks: Buffer[] = [];
    let at = 0;
    for (;;) {
      const end = this.#bytes.indexOf(lineEnd, at);
      if (end < 0) return null;
      const size = /^([0-9a-fA-F]+)(?:;.*)?$/.exec(this.#bytes.subarray(at, end).toString('latin1'))?.[1];
      if (size === undefined) throw new MalformedResponse('A chunk without a size');
      const start = end + lineEnd.length;
      const length = Number.parseInt(size, 16);
      if (this.#bytes.length < start + length + lineEnd.length) return null;
      if (length === 0) {
        this.#take(start + lineEnd.length);
        return { bytes: Buffer.concat(chunks), untilEnd: false };
      }
      chunks.push(this.#bytes.subarray(start, start + length));
      at = start + length + lineEnd.length;
    }
  }

  #take(length: number): Buffer {
    const taken = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    return taken;
  }
}

function readField(line: string): HeaderField {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
  if (name === undefined || value === undefined)
    throw new MalformedResponse(`No header field: ${JSON.stringify(line.slice(0, 80))}`);
  return [name.toLowerCase(), value];
}

function valueOf(headers: readonly HeaderField[], name: string): string | undefined {
  return headers.find(([field]) => field === name)?.[1].toLowerCase();
}

function saysClose(headers: readonly HeaderField[]): boolean {
  return valueOf(headers, 'connection')?.includes('close') ?? false;
}
