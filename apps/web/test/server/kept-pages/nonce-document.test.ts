import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { seededRandom } from '@pixelboxx/config/testing';
import { expect, it } from 'vitest';
import { NonceDocument } from '@/server/kept-pages/nonce-document.ts';

const nonce = 'AAECAwQFBgcICQoLDA0ODw==';
const fresh = () => Buffer.from(randomBytes(16).toString('base64'));

it('a document gets the fresh nonce in every place of its own, plain and compressed', () => {
  const html = `${nonce}<script nonce="${nonce}">x</script>${nonce}${nonce}é<script nonce="${nonce}">y</script>${nonce}`;
  const document = new NonceDocument(html, nonce);
  for (const next of [fresh(), fresh()]) {
    const wanted = html.replaceAll(nonce, next.toString());
    expect(document.plain(next).toString()).toBe(wanted);
    expect(gunzipSync(document.gzip(next)).toString()).toBe(wanted);
  }
});

it('a document stays intact if nonces are closer or farther apart than the compression window', () => {
  const random = seededRandom();
  for (let round = 0; round < 40; round += 1) {
    const parts = Array.from({ length: 1 + Math.floor(random.next() * 12) }, () => {
      const word = String.fromCodePoint(97 + Math.floor(random.next() * 26)).repeat(3);
      return `<p nonce="">${word}</p>`.repeat(Math.floor(random.next() ** 4 * 6_000));
    });
    const next = fresh();
    const document = new NonceDocument(parts.join(nonce), nonce);
    expect(gunzipSync(document.gzip(next)).equals(Buffer.from(parts.join(next.toString())))).toBe(true);
  }
});

it('a document is compressed about as well as in one piece', () => {
  const line = (index: number) => `<li><a href="/u/person-${index}">Person ${index * 7919}</a></li>`;
  const parts = Array.from({ length: 8 }, (_, part) =>
    Array.from({ length: 60 }, (_, i) => line(part * 60 + i)).join(''),
  );
  const html = parts.join(nonce);
  const whole = gzipSync(html).length;
  // A block for each nonce, which is stored as it is.
  expect(new NonceDocument(html, nonce).gzip(fresh()).length).toBeLessThan(whole * 1.05 + 8 * (nonce.length + 15));
});

it('a document accepts no nonce of another length', () => {
  const document = new NonceDocument(`a${nonce}b`, nonce);
  expect(() => document.gzip(Buffer.from('short'))).toThrow('24 bytes');
  expect(() => document.plain(Buffer.from('short'))).toThrow('24 bytes');
});
