// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { ConnectionNotice } from '@/components/layout/connection-notice.tsx';
import { renderWithSession } from '../support.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({}), usePathname: () => '/' }));

it('says that there is no network, until there is one', () => {
  const onLine = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(true);
  renderWithSession(<ConnectionNotice />);
  const notice = screen.getByRole('status');
  expect(notice.textContent).toBe('');
  onLine.mockReturnValue(false);
  fireEvent(window, new Event('offline'));
  expect(notice.textContent).toMatch(/^The service cannot be reached/);
  onLine.mockReturnValue(true);
  fireEvent(window, new Event('online'));
  expect(notice.textContent).toBe('');
  onLine.mockRestore();
});
