import { ApiError } from '@pixelboxx/api-client/errors';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deletions, undoMs } from '@/features/gallery/state/deletions.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function scripted(remove: (id: string) => Promise<unknown> = () => Promise.resolve()) {
  const told: string[] = [];
  const tell = (what: string) => (about: unknown) => void told.push(`${what} ${String(about)}`);
  const deletions = new Deletions({
    remove: (id) => {
      told.push(`DELETE ${id}`);
      return remove(id);
    },
    removeWhileLeaving: tell('DELETE while leaving'),
    onHidden: tell('hidden'),
    onShown: tell('shown'),
    onGone: tell('gone'),
    onFailed: tell('failed'),
    onPending: () => undefined,
  });
  return { deletions, told };
}

const failing = (code: string) => () => Promise.reject(new ApiError({ code, status: 500, message: 'Not now.' }));

describe('deleting a picture', () => {
  it('hides it immediately, and deletes it if that is not undone', async () => {
    const { deletions, told } = scripted();
    deletions.start(['a']);
    expect(told).toEqual(['hidden a']);
    await vi.advanceTimersByTimeAsync(undoMs - 1);
    expect(told).toEqual(['hidden a']);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual(['hidden a', 'DELETE a', 'gone a']);
  });

  it('deletes nothing that was undone', async () => {
    const { deletions, told } = scripted();
    deletions.start(['a', 'b']);
    deletions.undo();
    await vi.advanceTimersByTimeAsync(undoMs * 2);
    expect(told).toEqual(['hidden a,b', 'shown a,b']);
  });

  it('waits while the undo message is being read', async () => {
    const { deletions, told } = scripted();
    deletions.start(['a']);
    deletions.hold(true);
    await vi.advanceTimersByTimeAsync(undoMs * 5);
    expect(told).toEqual(['hidden a']);
    deletions.hold(false);
    await vi.advanceTimersByTimeAsync(undoMs);
    expect(told).toContain('gone a');
  });

  it('carries out the previous deletion when the next begins', async () => {
    const { deletions, told } = scripted();
    deletions.start(['a']);
    deletions.start(['b']);
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['hidden a', 'DELETE a', 'hidden b', 'gone a']);
  });

  it('carries it out once when the page is left', async () => {
    const { deletions, told } = scripted();
    deletions.start(['a', 'b']);
    deletions.leave();
    deletions.leave();
    await vi.advanceTimersByTimeAsync(undoMs);
    expect(told).toEqual(['hidden a,b', 'DELETE while leaving a', 'DELETE while leaving b']);
  });

  it('shows again what could not be deleted, with the reason', async () => {
    const { deletions, told } = scripted((id) => (id === 'b' ? failing('INTERNAL_ERROR')() : Promise.resolve()));
    deletions.start(['a', 'b']);
    await deletions.commit();
    expect(told.slice(3)).toEqual(['gone a', 'shown b', 'failed Not now.']);
  });

  it('succeeds if it was already deleted', async () => {
    const { deletions, told } = scripted(failing('NOT_FOUND'));
    deletions.start(['a']);
    await deletions.commit();
    expect(told).toEqual(['hidden a', 'DELETE a', 'gone a']);
  });
});
