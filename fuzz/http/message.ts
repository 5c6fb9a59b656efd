/** Messages as sent over the wire. Text in heads is Latin-1: one character is one byte, so that any byte can be sent. */

export type HeaderField = readonly [name: string, value: string];

export interface HttpRequest {
  readonly method: string;
  /** As in the request line: nothing is escaped. */
  readonly target: string;
  readonly headers: readonly HeaderField[];
  readonly body: Buffer | null;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case, in the original order. */
  readonly headers: readonly HeaderField[];
  readonly body: Buffer;
  /** The server will close the connection after this response. */
  readonly closes: boolean;
}

/** The bytes of a request. The caller sets `host` and, for a body, the fields that say where it ends. */
export function encodeRequest({ method, target, headers, body }: HttpRequest): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return body ? Buffer.concat([head, body]) : head;
}

/** The value of a field; several of that name are joined as in HTTP. */
export function headerOf({ headers }: Pick<HttpResponse, 'headers'>, name: string): string | undefined {
  const values = headers.filter(([field]) => field === name).map(([, value]) => value);
  return values.length > 0 ? values.join(', ') : undefined;
}

/** Converts Unicode text to the Latin-1 text of its UTF-8 bytes. */
export const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
