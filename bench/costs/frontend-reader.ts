/** `Query`, `Parse`, `Bind` and `Execute` of the frontend (PostgreSQL's documentation, "Message Formats"). */
const [query, parse, bind, execute] = ['Q', 'P', 'B', 'E'].map((type) => type.charCodeAt(0));
const headerBytes = 5;

/**
 * Parses what one client sends to PostgreSQL, and calls `onStatement` with the text of each executed statement;
 * prepared ones count each time. The first message has no type, only a length.
 * @returns a function that accepts the bytes in pieces of any size
 */
export function readFrontend(onStatement: (text: string) => void): (bytes: Buffer) => void {
  const textByName = new Map<string, string>();
  const textByPortal = new Map<string, string>();
  let waiting: Buffer = Buffer.alloc(0);
  let isStarted = false;

  const take = (type: number | undefined, body: Buffer): void => {
    if (type === query) onStatement(stringAt(body, 0));
    else if (type === parse) {
      const name = stringAt(body, 0);
      textByName.set(name, stringAt(body, Buffer.byteLength(name) + 1));
    } else if (type === bind) {
      const portal = stringAt(body, 0);
      textByPortal.set(portal, textByName.get(stringAt(body, Buffer.byteLength(portal) + 1)) ?? '');
    } else if (type === execute) onStatement(textByPortal.get(stringAt(body, 0)) ?? '');
  };

  return (bytes) => {
    waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
    for (;;) {
      const lengthAt = isStarted ? 1 : 0;
      if (waiting.length < headerBytes) return;
      const total = lengthAt + waiting.readInt32BE(lengthAt);
      if (waiting.length < total) return;
      if (isStarted) take(waiting[0], waiting.subarray(headerBytes, total));
      isStarted = true;
      waiting = waiting.subarray(total);
    }
  };
}

function stringAt(bytes: Buffer, start: number): string {
  return bytes.toString('utf8', start, bytes.indexOf(0, start));
}
