import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventStreamParser } from '../src/event-stream.ts';

interface Read {
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

function read(chunks: Iterable<Uint8Array>, parser = new EventStreamParser()): Read[] {
  const frames: Read[] = [];
  for (const chunk of chunks) for (const frame of parser.push(chunk)) frames.push({ ...frame, id: parser.lastEventId });
  return frames;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The bytes in pieces that begin at these places, whatever character or line end is cut by it. */
function* cut(bytes: Uint8Array, places: readonly number[]): Generator<Uint8Array> {
  const sorted = places.map((place) => place % (bytes.length + 1)).toSorted((left, right) => left - right);
  let from = 0;
  for (const place of [...sorted, bytes.length]) {
    yield bytes.subarray(from, place);
    from = place;
  }
}

const lineEnd = fc.constantFrom('\n', '\r', '\r\n');
/** Text in one line, with characters of one to four bytes. */
const line = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/[\r\n\0]/.test(text));

const anyFrame = fc.record({
  id: fc.option(line, { nil: undefined }),
  type: fc.option(line, { nil: undefined }),
  data: fc.array(line, { maxLength: 3 }),
  noise: fc.constantFrom('', ': a heartbeat', ':', 'unknown: field', 'retry: soon', 'id: with\0nothing'),
});

describe('the reader of event streams', () => {
  it('reads all events, with every kind of line end, split anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(anyFrame, { maxLength: 8 }),
        fc.infiniteStream(lineEnd),
        fc.boolean(),
        fc.array(fc.nat(), { maxLength: 20 }),
        (frames, ends, hasMark, places) => {
          let text = hasMark ? '\ufeff' : '';
          const expected: Read[] = [];
          let lastId = '';
          const write = (content: string) => {
            // A line feed after a carriage return would be the end of the same line.
            const end = String(ends.next().value);
            text += content + (content === '' && text.endsWith('\r') && end === '\n' ? '\r' : end);
          };
          for (const { id, type, data, noise } of frames) {
            if (noise !== '') write(noise);
            if (id !== undefined) write(`id: ${id}`);
            if (type !== undefined) write(`event: ${type}`);
            for (const part of data) write(`data: ${part}`);
            write('');
            lastId = id ?? lastId;
            if (data.length > 0) expected.push({ id: lastId, type: type || 'message', data: data.join('\n') });
          }
          const parser = new EventStreamParser();
          expect(read(cut(bytesOf(text), places), parser)).toEqual(expected);
          expect(parser.lastEventId).toBe(lastId);
        },
      ),
      { seed: 20_261_128, numRuns: 500 },
    );
  });

  it.each([
    ['no event', 'data: unfinished\n', []],
    ['no event without data, yet its id', 'id: 7\n\n', []],
    ['data of nothing', 'data\n\n', [{ id: '', type: 'message', data: '' }]],
    [
      'one space after the colon left out, and no more',
      'data:  two\ndata:none\n\n',
      [{ id: '', type: 'message', data: ' two\nnone' }],
    ],
    [
      'an id that stays until there is another',
      'id: 1\ndata: a\n\ndata: b\n\n',
      [
        { id: '1', type: 'message', data: 'a' },
        { id: '1', type: 'message', data: 'b' },
      ],
    ],
    [
      'an id taken back',
      'id: 1\ndata: a\n\nid\ndata: b\n\n',
      [
        { id: '1', type: 'message', data: 'a' },
        { id: '', type: 'message', data: 'b' },
      ],
    ],
  ])('parses into %s', (_, text, expected) => {
    expect(read([bytesOf(text)])).toEqual(expected);
  });

  it('remembers the server’s retry time', () => {
    const parser = new EventStreamParser('before');
    read([bytesOf('retry: 2000\nid: 5\n\nretry: 1.5\n\n')], parser);
    expect([parser.retryMs, parser.lastEventId]).toEqual([2000, '5']);
  });
});
