// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { SecurityEventType, SessionInfo } from '@pixelboxx/shared';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Protected } from '@/components/session/protected.tsx';
import { DeviceList } from '@/features/account/settings/device-list.tsx';
import { Gallery } from '@/features/gallery/gallery.tsx';
import { SecurityNotice } from '@/features/security/activity/security-notice.tsx';
import { LiveProvider } from '@/lib/live/live-provider.tsx';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';
import { imageOf } from '../gallery/images.ts';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';
import { EventSource } from './event-source.ts';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/gallery' }));

let events: EventSource;
beforeEach(() => {
  vi.clearAllMocks();
  localStorage.clear();
  events = new EventSource();
});
afterEach(() => {
  events.close();
  vi.unstubAllGlobals();
});

const noticed = (event: SecurityEventType) => ({ type: 'security.noticed', data: { event } });
const about = (type: string, upload: { id: string }) => ({ type, data: { uploadId: upload.id } });
const quota = { usedBytes: 1_000_000, maxBytes: 10_000_000, usedCount: 2, maxCount: 100 };
const listed = (...items: object[]) => success({ items, nextCursor: null });

function open(page: ReactNode, responses: Parameters<typeof respondFromApi>[0] = {}) {
  const calls = respondFromApi({ 'GET /v1/events': () => events.connect(), ...responses });
  const inside = <LiveProvider>{page}</LiveProvider>;
  renderWithSession(inside, { status: 'signed-in', user });
  return calls;
}

describe('open pages that receive live events', () => {
  it('redirect to the login page immediately when their session is ended from another device', async () => {
    open(
      <Protected>
        <p>Secret</p>
      </Protected>,
      { 'POST /v1/auth/refresh': () => failure(401, 'REFRESH_INVALID') },
    );
    await events.opened();
    expect(screen.getByText('Secret')).toBeTruthy();
    events.refuse(failure(401, 'UNAUTHENTICATED'));
    events.fail('UNAUTHENTICATED');
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/login?next=%2Fgallery'));
    expect(screen.queryByText('Secret')).toBeNull();
  });

  it('stay when only their access token has expired', async () => {
    let hasRenewed = false;
    open(<p>Still here</p>, {
      'POST /v1/auth/refresh': () => {
        hasRenewed = true;
        events.refuse(null);
        return success(user);
      },
    });
    await events.opened();
    events.refuse(failure(401, 'UNAUTHENTICATED'));
    events.fail('UNAUTHENTICATED');
    await events.opened(2);
    expect(hasRenewed).toBe(true);
    expect(router.replace).not.toHaveBeenCalled();
  });

  it('show changes of their user made elsewhere', async () => {
    function Name() {
      return <p>{useCurrentUser().displayName ?? 'no name'}</p>;
    }
    open(<Name />, { 'GET /v1/auth/me': () => success({ ...user, displayName: 'Countess' }) });
    await events.opened();
    events.send({ type: 'user.changed', data: {} });
    await screen.findByText('Countess');
  });

  it('warn of suspicious security events, and of no others', async () => {
    open(<SecurityNotice />);
    await events.opened();
    events.send(noticed('SIGNED_OUT'));
    events.send(noticed('NEW_DEVICE_SIGNED_IN'));
    await screen.findByText(/on a device that is new to this account/);
    events.send(noticed('SIGNED_IN'));
    await screen.findByText('Someone signed in with your password.');
    await userEvent.click(screen.getByRole('button', { name: 'Was it you?' }));
    expect(router.push).toHaveBeenCalledWith('/settings/security');
    expect(screen.queryByText(/signed out/)).toBeNull();
  });

  it('show the current list of devices', async () => {
    const device: SessionInfo = {
      id: user.id,
      current: true,
      userAgent: null,
      ipAddress: null,
      createdAt: user.createdAt,
      lastUsedAt: user.createdAt,
      expiresAt: user.createdAt,
      presence: 'ACTIVE',
    };
    const items = [device];
    open(<DeviceList />, { 'GET /v1/auth/sessions': () => listed(...items) });
    await events.opened();
    await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(1));
    items.push({ ...device, id: '0197a2d0-0000-7000-8000-000000000009', current: false });
    events.send(noticed('NEW_DEVICE_SIGNED_IN'));
    await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(2));
  });

  it('show which other devices are active, updated when the page becomes visible', async () => {
    const device = (id: number, presence: SessionInfo['presence']): SessionInfo => ({
      id: `0197a2d0-0000-7000-8000-00000000000${id}`,
      current: id === 1,
      userAgent: null,
      ipAddress: null,
      createdAt: user.createdAt,
      lastUsedAt: user.createdAt,
      expiresAt: user.createdAt,
      presence,
    });
    let items = [device(1, null), device(2, 'ACTIVE'), device(3, null)];
    open(<DeviceList />, { 'GET /v1/auth/sessions': () => listed(...items) });
    const active = () => screen.queryAllByRole('listitem').map((item) => item.textContent.includes('Active now'));
    await waitFor(() => expect(active()).toEqual([true, true, false]));
    items = [device(1, null), device(2, 'AWAY'), device(3, 'ACTIVE')];
    fireEvent(document, new Event('visibilitychange'));
    await waitFor(() => expect(active()).toEqual([true, false, true]));
  });
});

describe('an open gallery that receives live events', () => {
  const tiles = () => [
    ...screen.getByRole('list', { name: 'Your pictures' }).querySelectorAll<HTMLElement>('[data-picture]'),
  ];

  function openGallery(...items: ReturnType<typeof imageOf>[]) {
    return open(<Gallery maxFileBytes={10_000_000} start={{ page: { items, nextCursor: null }, quota }} />, {
      'GET /v1/uploads': () => listed(...items),
      'GET /v1/uploads/quota': () => success(quota),
      [`GET /v1/uploads/${imageOf(1).id}`]: () => success(imageOf(1, { screening: 'FLAGGED' })),
      [`GET /v1/uploads/${imageOf(2).id}`]: () => success(imageOf(2)),
      [`GET /v1/uploads/${imageOf(3).id}`]: () => success(imageOf(3, { createdAt: '2026-11-02T00:00:00.000Z' })),
      [`GET /v1/uploads/${imageOf(4).id}`]: () => success(imageOf(4, { createdAt: '2026-10-02T00:00:00.000Z' })),
    });
  }

  it('shows the screening’s result at the image', async () => {
    openGallery(imageOf(2), imageOf(1));
    await events.opened();
    expect(screen.queryByText(/review/i)).toBeNull();
    events.send(about('upload.changed', imageOf(1)));
    await screen.findByText(/review/i);
    expect(tiles()).toHaveLength(2);
  });

  it('removes pictures deleted on another device, and adds new ones at the beginning', async () => {
    openGallery(imageOf(2), imageOf(1));
    await events.opened();
    events.send(about('upload.deleted', imageOf(2)));
    await waitFor(() => expect(tiles()).toHaveLength(1));
    events.send(about('upload.changed', imageOf(3)));
    await waitFor(() => expect(tiles()).toHaveLength(2));
    expect(tiles()[0]?.dataset['picture']).toBe(imageOf(3).id);
  });

  it('does not add an older image of a page that is not loaded yet', async () => {
    const calls = openGallery(imageOf(2), imageOf(1));
    await events.opened();
    events.send(about('upload.changed', imageOf(4)));
    await waitFor(() => expect(calls.map(({ call }) => call)).toContain(`GET /v1/uploads/${imageOf(4).id}`));
    expect(tiles()).toHaveLength(2);
  });

  it('reloads everything after missed events', async () => {
    openGallery(imageOf(2), imageOf(1));
    await events.opened();
    events.gap();
    await screen.findByText(/review/i);
  });
});
