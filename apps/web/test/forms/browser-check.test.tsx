// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Puzzle } from '@pixelboxx/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoginForm } from '@/features/auth/login/sign-in.tsx';
import { ForgotPassword } from '@/features/auth/email-links/forgot-password.tsx';
import { failure, renderWithSession, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/' }));

const puzzle: Puzzle = { challenge: 'v1.login.3.1', parts: 2, bits: 3 };
/** Nobody's device has solved it when the test ends. */
const endless: Puzzle = { challenge: 'v1.login.20.1', parts: 16, bits: 20 };

/** Stands for the worker of a browser, which this environment has not: answers as told, or never. */
class FakeWorker extends EventTarget {
  static made: FakeWorker[] = [];
  static respond: (puzzle: Puzzle) => object | null = () => null;
  isTerminated = false;

  constructor() {
    super();
    FakeWorker.made.push(this);
  }

  postMessage(asked: Puzzle): void {
    const data = FakeWorker.respond(asked);
    if (data) queueMicrotask(() => this.dispatchEvent(new MessageEvent('message', { data })));
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

let proofs: (string | null)[];

/** An API under attack: takes whoever brings a proof, and hands out puzzles to the others. */
function attacked(asked: Puzzle, taken: () => Response): void {
  vi.stubGlobal('fetch', (_address: string, init: RequestInit = {}) => {
    const proof = new Headers(init.headers).get('pixelboxx-proof');
    proofs.push(proof);
    return Promise.resolve(proof === null ? failure(403, 'PROOF_REQUIRED', { puzzle: asked }) : taken());
  });
}

beforeEach(() => {
  vi.clearAllMocks();
  proofs = [];
  FakeWorker.made = [];
  FakeWorker.respond = () => null;
});
afterEach(() => vi.unstubAllGlobals());

async function signIn(): Promise<void> {
  renderWithSession(<LoginForm returnTo="/home" />);
  await userEvent.type(screen.getByLabelText('Username or e-mail'), 'ada');
  await userEvent.type(screen.getByLabelText('Password'), 'pixel-garden-42');
  await userEvent.keyboard('{Enter}');
}

describe('a sign-in while the service is under attack', () => {
  it('waits for the proof from a worker, and succeeds', async () => {
    vi.stubGlobal('Worker', FakeWorker);
    FakeWorker.respond = ({ challenge }) => ({ proof: `${challenge}.solved` });
    attacked(puzzle, () => success(user));
    await signIn();
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/home'));
    expect(proofs).toEqual([null, 'v1.login.3.1.solved']);
    expect(FakeWorker.made.map(({ isTerminated }) => isTerminated)).toEqual([true]);
  });

  it('announces what it is waiting for, also to screen readers, and can be stopped', async () => {
    vi.stubGlobal('Worker', FakeWorker);
    attacked(endless, () => success(user));
    await signIn();
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Checking your browser…'));
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect((await screen.findByRole('alert')).textContent).toContain('You stopped the check of your browser');
    expect(screen.getByRole('status').textContent).toBe('');
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Sign in' }).getAttribute('aria-busy')).toBeNull();
    expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe('pixel-garden-42');
    expect(FakeWorker.made.map(({ isTerminated }) => isTerminated)).toEqual([true]);
    expect(proofs).toEqual([null]);
  });

  it.each([
    ['starts no worker', undefined],
    ['has one that fails', FakeWorker],
  ])('solves the puzzle in the page itself if the browser %s', async (_, worker) => {
    vi.stubGlobal('Worker', worker);
    FakeWorker.respond = () => ({ failure: 'Error: no memory' });
    attacked(puzzle, () => success(user));
    await signIn();
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/home'));
    expect(proofs[1]).toMatch(/^v1\.login\.3\.1\.[\w-]{11}$/);
  });
});

it('a password reset waits for a proof in the same way', async () => {
  vi.stubGlobal('Worker', FakeWorker);
  FakeWorker.respond = ({ challenge }) => ({ proof: `${challenge}.solved` });
  attacked(puzzle, () => new Response(null, { status: 202 }));
  renderWithSession(<ForgotPassword />);
  await userEvent.type(screen.getByLabelText('E-mail'), 'ada@example.com');
  await userEvent.keyboard('{Enter}');
  expect(await screen.findByText('Look into your mailbox')).toBeTruthy();
  expect(proofs).toEqual([null, 'v1.login.3.1.solved']);
});
