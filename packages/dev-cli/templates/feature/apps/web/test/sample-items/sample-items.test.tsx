// @vitest-environment jsdom
import type { SampleItem } from '@pixelboxx/shared/features/sample-items';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SampleItems } from '@/features/sample-items/index.ts';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/sample-items' }));

afterEach(() => vi.unstubAllGlobals());

const groceries: SampleItem = {
  id: '0197a2d0-0000-7000-8000-000000000003',
  title: 'Groceries',
  text: 'Milk, bread and a lemon.',
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
};
const page = (items: SampleItem[]) => success({ items, nextCursor: null });
const show = () => renderWithSession(<SampleItems />, { status: 'signed-in', user });

describe('the page of sample items', () => {
  it('shows a text if there are none, until one is added', async () => {
    const calls = respondFromApi({
      'GET /v1/sample-items': () => page([]),
      'POST /v1/sample-items': () => success(groceries, 201),
    });
    show();
    await screen.findByText('Nothing here yet.');
    await userEvent.type(screen.getByLabelText('Title'), groceries.title);
    await userEvent.type(screen.getByLabelText('Text'), groceries.text);
    await userEvent.click(screen.getByRole('button', { name: 'Add' }));
    const list = await screen.findByRole('list', { name: 'Your sample items' });
    expect(within(list).getByRole('heading', { name: 'Groceries' })).toBeTruthy();
    expect(calls.find(({ call }) => call.startsWith('POST'))?.body).toEqual({
      title: groceries.title,
      text: groceries.text,
    });
    expect(screen.getByLabelText<HTMLInputElement>('Title').value).toBe('');
  });

  it('sends no invalid input, and shows what is missing', async () => {
    const calls = respondFromApi({ 'GET /v1/sample-items': () => page([]) });
    show();
    await userEvent.type(screen.getByLabelText('Title'), 'Groceries{Enter}');
    await screen.findByText('This field is required.');
    expect(calls.filter(({ call }) => call.startsWith('POST'))).toEqual([]);
  });

  it('removes what was deleted, and keeps what could not be', async () => {
    let answers = 0;
    respondFromApi({
      'GET /v1/sample-items': () => page([groceries]),
      [`DELETE /v1/sample-items/${groceries.id}`]: () =>
        answers++ === 0
          ? failure(500, 'INTERNAL_ERROR', {}, 'Something went wrong.')
          : new Response(null, { status: 204 }),
    });
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Delete Groceries' }));
    await screen.findByRole('alert');
    expect(screen.getByRole('heading', { name: 'Groceries' })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Delete Groceries' }));
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'Groceries' })).toBeNull());
    await screen.findByText('Nothing here yet.');
  });

  it('offers to try again when the list cannot be fetched', async () => {
    let answers = 0;
    respondFromApi({
      'GET /v1/sample-items': () =>
        answers++ === 0 ? failure(503, 'SERVICE_UNAVAILABLE', {}, 'Please try again shortly.') : page([groceries]),
    });
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    await screen.findByRole('heading', { name: 'Groceries' });
  });
});
