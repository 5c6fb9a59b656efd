import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../config/config.ts';
import { parseRedisUrl } from './redis-url.ts';
import { testConfig } from '../../../../test/support/config.ts';

describe('REDIS_URL', () => {
  it('contains one server, its account and its database', () => {
    expect(parseRedisUrl('redis://app:p%40ss@cache.example:6380/3')).toEqual({
      nodes: [{ host: 'cache.example', port: 6380 }],
      isCluster: false,
      isTls: false,
      username: 'app',
      password: 'p@ss',
      database: 3,
    });
  });

  it('asks for TLS by its scheme and knows the default port', () => {
    const endpoint = parseRedisUrl('rediss://:secret@[::1]');
    expect(endpoint).toMatchObject({ isTls: true, username: undefined, password: 'secret' });
    expect(endpoint.nodes).toEqual([{ host: '::1', port: 6379 }]);
  });

  it('means a cluster by several hosts or by a parameter', () => {
    expect(parseRedisUrl('redis://a:7000,b:7001,c').nodes).toEqual([
      { host: 'a', port: 7000 },
      { host: 'b', port: 7001 },
      { host: 'c', port: 6379 },
    ]);
    expect(parseRedisUrl('redis://a:7000,b:7001').isCluster).toBe(true);
    expect(parseRedisUrl('redis://a:7000?cluster=true').isCluster).toBe(true);
  });

  it('may name several servers in the configuration', () => {
    const url = 'redis://app:secret@a:7000,b:7001';
    expect(testConfig({ REDIS_URL: url }).redis).toMatchObject({ url });
    for (const wrong of ['redis://a:7000,b:99999', 'redis://', 'http://a,b', 'redis://a,,b']) {
      expect(() => testConfig({ REDIS_URL: wrong })).toThrow(ConfigError);
    }
  });

  it('refuses invalid values, without repeating the password', () => {
    for (const url of [
      'http://a',
      'redis://',
      'redis://u:secret@a:99999',
      'redis://u:secret@a,b/2',
      'redis://u:secret@a,,b',
    ]) {
      expect(() => parseRedisUrl(url)).toThrow(TypeError);
      expect(() => parseRedisUrl(url)).not.toThrow(/secret/);
    }
  });
});
