import { describe, expect, it } from 'vitest';
import { parseNatsUrl } from './nats-url.ts';

describe('NATS_URL', () => {
  it('contains servers and credentials', () => {
    expect(parseNatsUrl('nats://app:p%40ss@a:4222,b:4223')).toMatchObject({
      servers: ['a:4222', 'b:4223'],
      isTls: false,
      user: 'app',
      pass: 'p@ss',
      token: undefined,
    });
    expect(parseNatsUrl('tls://s3cret@nats.example')).toMatchObject({ isTls: true, token: 's3cret', user: undefined });
  });

  it('refuses invalid values, without repeating the password', () => {
    for (const url of ['http://a', 'nats://', 'nats://u:secret@a:99999', 'nats://u:secret@a,']) {
      expect(() => parseNatsUrl(url)).toThrow(TypeError);
      expect(() => parseNatsUrl(url)).not.toThrow(/secret/);
    }
  });
});
