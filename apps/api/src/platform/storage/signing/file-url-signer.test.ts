import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FileUrlSigner } from './file-url-signer.ts';
import { ManualClock } from '../../../../test/support/time/manual-clock.ts';

const clock = new ManualClock(Date.parse('2026-03-01T12:00:00Z'));
const signer = new FileUrlSigner([randomBytes(32)], clock);
const key = `private/${'ab'.repeat(32)}/256.webp`;

function queryOf(url: string): string {
  return url.split('?')[1] ?? '';
}

describe('signed file addresses', () => {
  it('are accepted for the object they were made for', () => {
    const { url } = signer.sign(key, { expiresInSeconds: 60 });
    expect(url.startsWith(`/files/${key}?`)).toBe(true);
    expect(signer.accepts('GET', key, queryOf(url))).toBe(true);
  });

  it('end when they expire', () => {
    const { url, expiresAt } = signer.sign(key, { expiresInSeconds: 60 });
    clock.set(expiresAt.getTime() - 1);
    expect(signer.accepts('GET', key, queryOf(url))).toBe(true);
    clock.set(expiresAt.getTime());
    expect(signer.accepts('GET', key, queryOf(url))).toBe(false);
  });

  it('are refused in every tampered form', () => {
    const query = queryOf(signer.sign(key, { expiresInSeconds: 60 }).url);
    const expires = /expires=(\d+)/.exec(query)?.[1] ?? '';
    const signature = /signature=(.*)/.exec(query)?.[1] ?? '';
    const otherEnd = signature.endsWith('A') ? 'B' : 'A';
    const tampered: [method: string, key: string, query: string][] = [
      ['HEAD', key, query],
      ['POST', key, query],
      ['GET', key.replace('256', '512'), query],
      ['GET', key.replace('ab', 'cd'), query],
      ['GET', key.replace('private', 'public'), query],
      ['GET', key, query.replace(expires, String(Number(expires) + 1))],
      ['GET', key, query.replace(expires, `0${expires}`)],
      ['GET', key, query.replace(expires, `${expires}0`)],
      ['GET', key, query.replace(expires, '-1')],
      ['GET', key, `expires=${expires}`],
      ['GET', key, `signature=${signature}`],
      ['GET', key, `expires=${expires}&signature=`],
      ['GET', key, `expires=${expires}&signature=${signature.slice(1)}`],
      ['GET', key, `expires=${expires}&signature=${signature.slice(0, -1)}${otherEnd}`],
      ['GET', key, `expires=${expires}&signature=${signature}=`],
      ['GET', key, `expires=${expires}&signature=${'A'.repeat(43)}`],
      ['GET', key, `signature=${signature}&expires=${expires}`],
      ['GET', key, `${query}&response-content-type=text/html`],
      ['GET', key, `${query}&response-content-disposition=inline`],
      ['GET', key, `${query}&expires=99999999999`],
      ['GET', key, `${query}#`],
      ['GET', key, ''],
    ];
    for (const [method, path, changed] of tampered) {
      expect(signer.accepts(method, path, changed), `${method} ${path}?${changed}`).toBe(false);
    }
  });

  it('are refused with another secret', () => {
    const query = queryOf(signer.sign(key, { expiresInSeconds: 60 }).url);
    expect(new FileUrlSigner([randomBytes(32)], clock).accepts('GET', key, query)).toBe(false);
  });
});
