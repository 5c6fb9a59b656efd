import type { ByteRange } from '../object-storage.ts';

/**
 * The part of an object that a `Range` header requests (RFC 9110 14.2). Null if the whole object is to be sent: without
 * the header, for unknown units and invalid syntax, and for several parts at once, which a server may decline and
 * players and downloads never request.
 */
export function requestedRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const [, list] = /^bytes=(.*)$/is.exec(header ?? '') ?? [];
  // A list may have empty elements (RFC 9110 5.6.1.2).
  const wanted = list?.split(',').filter((part) => part.trim() !== '') ?? [];
  const [, first = '', last = ''] = (wanted.length === 1 && /^[ \t]*(\d*)-(\d*)[ \t]*$/.exec(wanted[0] ?? '')) || [];
  if (first === '' && last === '') return null;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return null;
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}
