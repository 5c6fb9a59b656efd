import type { Deprecation } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { deprecationFields } from './deprecation-headers.ts';

const fieldsOf = (deprecated: Deprecation, path = '/v1/old-notes') => deprecationFields('GET', path, deprecated);

describe('the headers of a deprecated operation', () => {
  it('contain dates in the standard formats: a structured field and an HTTP date', () =>
    expect(fieldsOf({ since: '2026-12-01', sunset: '2027-03-01', instead: '/v1/notes' })).toEqual({
      fixed: {
        deprecation: '@1796083200',
        sunset: 'Mon, 01 Mar 2027 00:00:00 GMT',
        link: '</v1/notes>; rel="successor-version"',
      },
    }));

  it('link a successor with another method, and the documentation', () =>
    expect(
      fieldsOf({
        since: '2026-12-01',
        instead: { method: 'POST', path: '/v1/notes' },
        documentation: 'https://pixelboxx.example/notes',
      }).fixed,
    ).toEqual({
      deprecation: '@1796083200',
      link: '</v1/notes>; rel="successor-version", <https://pixelboxx.example/notes>; rel="deprecation"; type="text/html"',
    }));

  it('have no link if there is neither', () =>
    expect(fieldsOf({ since: '2026-12-01', instead: null, reason: 'Nobody used it.' })).toEqual({
      fixed: { deprecation: '@1796083200' },
    }));

  it('contain the request’s parameters in the link, encoded', () => {
    const { fixed, link } = fieldsOf({ since: '2026-12-01', instead: '/v1/notes/:id/:part' }, '/v1/:part/:id');
    expect(fixed).toEqual({ deprecation: '@1796083200' });
    expect(link?.({ id: '7', part: 'a>, <//evil.example>\r\nx: y' })).toBe(
      '</v1/notes/7/a%3E%2C%20%3C%2F%2Fevil.example%3E%0D%0Ax%3A%20y>; rel="successor-version"',
    );
  });

  it('link no successor whose path needs parameters that the request does not have', () =>
    expect(fieldsOf({ since: '2026-12-01', instead: '/v1/users/:userId/notes' })).toEqual({
      fixed: { deprecation: '@1796083200' },
    }));
});
