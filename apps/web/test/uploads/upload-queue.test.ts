import { afterEach, describe, expect, it, vi } from 'vitest';
import { formatBatch } from '@/features/uploads/items/format-upload.ts';
import { apiError, photo, scriptedQueue, settle } from './scripted-queue.ts';

afterEach(() => void vi.useRealTimers());

describe('the upload queue', () => {
  it('sends two at a time, in the order they were added', async () => {
    const { queue, sendings, states } = scriptedQueue();
    await queue.add([photo('a'), photo('b'), photo('c'), photo('d')], 'private');
    await settle();
    expect(sendings.map(({ item }) => item.fileName)).toEqual(['a', 'b']);
    await sendings[1]!.succeed();
    expect(sendings.map(({ item }) => item.fileName)).toEqual(['a', 'b', 'c']);
    expect(states()).toEqual({ a: 'sending', b: 'ready', c: 'sending', d: 'waiting' });
  });

  it('refuses immediately what cannot be a picture, without sending it', async () => {
    const { queue, sendings } = scriptedQueue();
    await queue.add([photo('notes.txt'), photo('a')], 'private');
    await settle();
    expect(queue.getState().items[0]?.state).toEqual({ name: 'failed', message: 'Not a picture.', remedy: 'none' });
    queue.retryAll();
    await settle();
    expect(sendings.map(({ item }) => item.fileName)).toEqual(['a']);
  });

  it('keeps the visibility of the batch that a file came with', async () => {
    const { queue, sendings } = scriptedQueue();
    await queue.add([photo('a')], 'private');
    await queue.add([photo('b')], 'public');
    await settle();
    expect(sendings.map(({ item }) => item.visibility)).toEqual(['private', 'public']);
  });

  it('reports the progress of each, and returns finished uploads', async () => {
    const { queue, sendings, states } = scriptedQueue();
    const ready: unknown[] = [];
    queue.onReady((upload) => ready.push(upload));
    await queue.add([photo('a', 100)], 'private');
    await settle();
    sendings[0]!.progress.onSent(40);
    expect(queue.getState().items[0]?.state).toEqual({ name: 'sending', sentBytes: 40 });
    sendings[0]!.progress.onSent(130);
    expect(states()).toEqual({ a: 'processing' });
    await sendings[0]!.succeed();
    expect(ready).toHaveLength(1);
    expect(formatBatch(queue.getState().items)).toBe('1 picture added');
  });

  it('stops a cancelled upload, and continues with the next', async () => {
    const { queue, sendings, states } = scriptedQueue();
    await queue.add([photo('a'), photo('b'), photo('c')], 'private');
    await settle();
    queue.remove(sendings[0]!.item.id);
    await settle();
    expect(sendings[0]!.progress.signal.aborted).toBe(true);
    expect(sendings[0]!.progress.isCancelled()).toBe(true);
    expect(states()).toEqual({ b: 'sending', c: 'sending' });
  });

  it('retries with the same key if there was no response, and with a new one after a refusal', async () => {
    const { queue, sendings } = scriptedQueue();
    await queue.add([photo('a')], 'private');
    await settle();
    await sendings[0]!.fail(apiError('INTERNAL_ERROR', 500));
    queue.retry(sendings[0]!.item.id);
    await settle();
    expect(sendings[1]!.item.idempotencyKey).toBe(sendings[0]!.item.idempotencyKey);
    await sendings[1]!.fail(apiError('FORBIDDEN', 403));
    queue.retry(sendings[0]!.item.id);
    await settle();
    expect(sendings[2]!.item.idempotencyKey).not.toBe(sendings[0]!.item.idempotencyKey);
  });

  it('waits as long as the service states, then continues by itself', async () => {
    const { queue, sendings, states } = scriptedQueue();
    await queue.add([photo('a'), photo('b'), photo('c')], 'private');
    await settle();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    await sendings[0]!.fail(apiError('RATE_LIMITED', 429, { retryAfterSeconds: 7 }));
    expect(states()).toEqual({ a: 'waiting', b: 'sending', c: 'waiting' });
    expect(queue.getState().heldUntilMs).toBe(Date.now() + 7_000);
    await vi.advanceTimersByTimeAsync(6_900);
    expect(sendings).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(200);
    await settle();
    expect(sendings[2]!.item).toMatchObject({ fileName: 'a', idempotencyKey: sendings[0]!.item.idempotencyKey });
  });

  it('gives up on a service that is never ready, and leaves retrying to the user', async () => {
    const { queue, sendings } = scriptedQueue();
    await queue.add([photo('a')], 'private');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await settle();
      await sendings[attempt]!.fail(apiError('OVERLOADED', 503, { retryAfterSeconds: 1 }));
      await vi.advanceTimersByTimeAsync(1_100);
    }
    expect(queue.getState().items[0]?.state).toEqual({ name: 'failed', message: 'said OVERLOADED', remedy: 'same' });
    expect(sendings).toHaveLength(6);
  });

  it('pauses while offline, and continues when the network is back', async () => {
    const { queue, sendings, states, network } = scriptedQueue();
    await queue.add([photo('a'), photo('b')], 'private');
    await settle();
    network.online = false;
    await sendings[0]!.fail(apiError('NETWORK_ERROR', 0));
    expect(states()).toEqual({ a: 'waiting', b: 'sending' });
    expect(queue.getState().online).toBe(false);
    await settle();
    expect(sendings).toHaveLength(2);
    network.online = true;
    queue.setOnline(true);
    await settle();
    expect(sendings[2]!.item.idempotencyKey).toBe(sendings[0]!.item.idempotencyKey);
  });

  it('does not send the rest to a full storage, but continues when there is space', async () => {
    const { queue, sendings, states } = scriptedQueue();
    await queue.add([photo('a'), photo('b'), photo('c')], 'private');
    await settle();
    await sendings[0]!.fail(apiError('QUOTA_EXCEEDED', 409));
    await sendings[1]!.succeed();
    expect(states()).toEqual({ a: 'failed', b: 'ready', c: 'failed' });
    queue.retryAll();
    await settle();
    expect(sendings.slice(2).map(({ item }) => item.fileName)).toEqual(['a', 'c']);
  });

  it('ignores the late response of a cancelled upload', async () => {
    const { queue, sendings } = scriptedQueue();
    await queue.add([photo('a')], 'private');
    await settle();
    queue.remove(sendings[0]!.item.id);
    await sendings[0]!.succeed();
    expect(queue.getState().items).toEqual([]);
  });

  it('reports whether leaving the page would lose something', async () => {
    const { queue, sendings } = scriptedQueue();
    expect(queue.isBusy).toBe(false);
    await queue.add([photo('a')], 'private');
    await settle();
    expect(queue.isBusy).toBe(true);
    await sendings[0]!.succeed();
    expect(queue.isBusy).toBe(false);
  });
});
