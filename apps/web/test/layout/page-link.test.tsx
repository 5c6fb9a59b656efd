// @vitest-environment jsdom
import { createEvent, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PageLink } from '@/components/layout/page-link.tsx';

const router = { push: vi.fn(), prefetch: vi.fn() };
vi.mock('next/navigation', () => ({ useRouter: () => router }));

beforeEach(() => vi.clearAllMocks());

/** Whether the browser is left to follow the link itself. */
function leavesToBrowser(init: MouseEventInit): boolean {
  const link = screen.getByRole('link');
  const click = createEvent.click(link, { button: 0, ...init });
  fireEvent(link, click);
  // jsdom goes nowhere, and says so on the console, unless somebody else has kept it from going.
  return !click.defaultPrevented;
}

describe('a link to a page of this site', () => {
  it('navigates without reloading the document', () => {
    render(<PageLink href="/register">Create account</PageLink>);
    expect(screen.getByRole('link').getAttribute('href')).toBe('/register');
    expect(leavesToBrowser({})).toBe(false);
    expect(router.push).toHaveBeenCalledExactlyOnceWith('/register');
  });

  it('prefetches nothing before the user is about to follow it', () => {
    render(<PageLink href="/register">Create account</PageLink>);
    expect(router.prefetch).not.toHaveBeenCalled();
    fireEvent.pointerEnter(screen.getByRole('link'));
    expect(router.prefetch).toHaveBeenCalledExactlyOnceWith('/register');
    fireEvent.focus(screen.getByRole('link'));
    expect(router.prefetch).toHaveBeenCalledTimes(2);
    expect(router.push).not.toHaveBeenCalled();
  });

  it.each([
    ['with Ctrl', { ctrlKey: true }],
    ['with Cmd', { metaKey: true }],
    ['with Shift', { shiftKey: true }],
    ['with Alt', { altKey: true }],
    ['with another button', { button: 1 }],
  ])('is left to the browser when clicked %s', (_, init) => {
    render(<PageLink href="/register">Create account</PageLink>);
    expect(leavesToBrowser(init)).toBe(true);
    expect(router.push).not.toHaveBeenCalled();
  });

  it('is left to the browser when it opens in another tab', () => {
    render(
      <PageLink href="/register" target="_blank">
        Create account
      </PageLink>,
    );
    expect(leavesToBrowser({})).toBe(true);
    expect(router.push).not.toHaveBeenCalled();
  });

  it('lets its parent component act first, or prevent the navigation', () => {
    const onClick = vi.fn((event: React.MouseEvent) => event.preventDefault());
    render(
      <PageLink href="/register" onClick={onClick}>
        Create account
      </PageLink>,
    );
    leavesToBrowser({});
    expect(onClick).toHaveBeenCalledOnce();
    expect(router.push).not.toHaveBeenCalled();
  });
});
