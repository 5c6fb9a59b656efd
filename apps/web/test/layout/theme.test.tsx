// @vitest-environment jsdom
import { fireEvent, render, screen } from '@testing-library/react';
import { renderToString } from 'react-dom/server';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { applyStoredTheme } from '@/components/theme/chosen-theme.ts';
import { ThemeSwitch } from '@/components/theme/theme-switch.tsx';

const key = 'pixelboxx:theme';
const page = document.documentElement;
const pressed = () =>
  screen.getAllByRole('button', { pressed: true }).map((button) => button.getAttribute('aria-label'));

/** As the browser does with what stands in the head. */
function runInHead(): void {
  const script = document.createElement('script');
  script.textContent = applyStoredTheme;
  document.head.append(script);
  script.remove();
}

function toldByAnotherTab(changed: { key: string | null; newValue: string | null }): void {
  fireEvent(window, new StorageEvent('storage', changed));
}

beforeEach(() => {
  localStorage.clear();
  delete page.dataset['theme'];
});
afterEach(() => vi.restoreAllMocks());

describe('the theme of a page', () => {
  it('is the one chosen in this browser, before the first paint', () => {
    localStorage.setItem(key, 'dark');
    runInHead();
    expect(page.dataset['theme']).toBe('dark');
  });

  it('follows the device for any other stored value', () => {
    fc.assert(
      fc.property(
        fc.string().filter((stored) => stored !== 'light' && stored !== 'dark'),
        (stored) => {
          localStorage.setItem(key, stored);
          runInHead();
          expect(page.dataset['theme']).toBeUndefined();
        },
      ),
      { seed: 20_261_128 },
    );
  });

  it('follows the device if storage cannot be read', () => {
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    expect(runInHead).not.toThrow();
    expect(page.dataset['theme']).toBeUndefined();
  });

  it('is unknown to the server, which renders no button as pressed', () => {
    expect(renderToString(<ThemeSwitch />)).not.toContain('aria-pressed="true"');
  });

  it('changes immediately when another is chosen, and is remembered', () => {
    render(<ThemeSwitch />);
    expect(pressed()).toEqual(['Theme of the device']);
    fireEvent.click(screen.getByRole('button', { name: 'Dark theme' }));
    expect(page.dataset['theme']).toBe('dark');
    expect(pressed()).toEqual(['Dark theme']);
    expect(localStorage.getItem(key)).toBe('dark');
    // Nothing is kept from fading afterwards.
    expect(page.dataset['switching']).toBeUndefined();
    fireEvent.click(screen.getByRole('button', { name: 'Theme of the device' }));
    expect(page.dataset['theme']).toBeUndefined();
    expect(localStorage.getItem(key)).toBeNull();
  });

  it('changes until the page is closed, if storage cannot be written', () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    render(<ThemeSwitch />);
    fireEvent.click(screen.getByRole('button', { name: 'Light theme' }));
    expect(page.dataset['theme']).toBe('light');
    expect(pressed()).toEqual(['Light theme']);
  });

  it('follows the choice in another tab, but no other storage changes', () => {
    render(<ThemeSwitch />);
    toldByAnotherTab({ key, newValue: 'light' });
    expect(pressed()).toEqual(['Light theme']);
    toldByAnotherTab({ key: 'something-else', newValue: 'dark' });
    expect(pressed()).toEqual(['Light theme']);
    toldByAnotherTab({ key: null, newValue: null });
    expect(pressed()).toEqual(['Theme of the device']);
  });
});
