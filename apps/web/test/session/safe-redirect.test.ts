import { describe, expect, it } from 'vitest';
import { loginPath, safeRedirect } from '@/lib/session/safe-redirect.ts';

describe('where to go after signing in', () => {
  it.each([
    '/settings',
    '/settings/security?tab=1#top',
    '/u/ada',
    '/u/ada?note=%C3%A9',
    '/home?next=https://evil.example',
  ])('is “%s”, a path of this site', (path) => {
    expect(safeRedirect(path)).toBe(path);
  });

  it.each([
    ['nothing', ''],
    ['another site', 'https://evil.example/'],
    ['another site without its scheme', '//evil.example'],
    ['three slashes', '///evil.example'],
    ['a backslash, which browsers read as a slash', '/\\evil.example'],
    ['backslashes only', '\\\\evil.example'],
    ['a script', 'javascript:alert(1)'],
    ['a script with capitals and a tab', 'java\tScript:alert(1)'],
    ['data', 'data:text/html,x'],
    ['a tab that browsers drop', '/\t/evil.example'],
    ['a line break that browsers drop', '/\n/evil.example'],
    ['NUL', '/\u0000/evil.example'],
    ['a line separator', '/\u2028/evil.example'],
    ['a space before the address', ' //evil.example'],
    ['an encoded slash', '/%2Fevil.example'],
    ['an encoded slash in lower case', '/%2fevil.example'],
    ['an encoded backslash', '/%5cevil.example'],
    ['a doubly encoded slash', '/%252Fevil.example'],
    ['an encoded line break', '/%0d%0aSet-Cookie:x'],
    ['dots that leave a double slash', '/x/..//evil.example'],
    ['encoded dots that leave a double slash', '/x/%2e%2e//evil.example'],
    ['credentials before a host', '@evil.example'],
    ['a relative path', 'settings'],
    ['the login page itself', '/login?next=/login'],
    ['the registration page', '/register'],
    ['something endless', `/${'a'.repeat(5000)}`],
  ])('is the home page instead of %s', (_, candidate) => {
    expect(safeRedirect(candidate)).toBe('/home');
  });

  it('[67] is never another site, however the browser interprets the path', () => {
    const pieces = ['/', '\\', '.', '..', ':', '@', '?', '#', '%2f', '%5C', '\t', 'evil.example', 'https:', ' '];
    for (const a of pieces) {
      for (const b of pieces) {
        for (const c of pieces) {
          const target = new URL(safeRedirect(a + b + c), 'https://pixelboxx.example');
          expect(target.origin, JSON.stringify(a + b + c)).toBe('https://pixelboxx.example');
        }
      }
    }
  });

  it('is part of the login URL', () => {
    expect(loginPath('/settings?x=1')).toBe('/login?next=%2Fsettings%3Fx%3D1');
    expect(loginPath('/home')).toBe('/login');
    expect(loginPath('//evil.example')).toBe('/login');
  });
});
