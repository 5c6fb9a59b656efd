import { afterEach, describe, expect, it, vi } from 'vitest';
import { GET } from '@/app/.well-known/security.txt/route.ts';
import { readEnv } from '@/env.ts';
import { securityText } from '@/lib/security-text.ts';

afterEach(() => vi.unstubAllEnvs());

const settings = {
  WEB_ORIGIN: 'https://pixelboxx.example',
  SECURITY_CONTACT: 'mailto:security@pixelboxx.example, https://pixelboxx.example/report',
  SECURITY_POLICY: 'https://pixelboxx.example/policy',
};

describe('security.txt', () => {
  it('lists contacts in order, and its expiry (RFC 9116)', () => {
    expect(securityText(readEnv(settings), new Date('2026-11-29T13:00:00Z'))).toBe(
      [
        'Contact: mailto:security@pixelboxx.example',
        'Contact: https://pixelboxx.example/report',
        'Expires: 2027-05-28T00:00:00Z',
        'Canonical: https://pixelboxx.example/.well-known/security.txt',
        'Policy: https://pixelboxx.example/policy',
        '',
      ].join('\n'),
    );
  });

  it('is served as text if contacts are configured, and otherwise not found', async () => {
    expect(GET().status).toBe(404);
    vi.stubEnv('SECURITY_CONTACT', settings.SECURITY_CONTACT);
    const response = GET();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(await response.text()).toContain('Contact: mailto:security@pixelboxx.example\n');
  });

  it.each([
    'security@pixelboxx.example',
    'javascript:alert(1)',
    'http://pixelboxx.example',
    'mailto:a@b.c\nContact: x',
  ])('cannot name %j: a contact is a mailto:, tel: or https: address', (contact) =>
    expect(() => readEnv({ SECURITY_CONTACT: contact })).toThrow('SECURITY_CONTACT'),
  );
});
