import { describe, expect, it } from 'vitest';
import { apiError, photo, scriptedQueue, settle } from './scripted-queue.ts';

const large = 6_000_000;

/** What the page before left behind. */
async function interrupted() {
  const before = scriptedQueue();
  await before.queue.add([photo('large', large), photo('small')], 'public');
  await settle();
  before.sendings[0]!.progress.onAddress('/v1/uploads/resumable/1');
  before.queue.close();
  return [...before.memory.values()];
}

describe('an interrupted upload', () => {
  it('is continued by the next page from its last offset, with the same key', async () => {
    const remembered = await interrupted();
    expect(remembered.map(({ fileName }) => fileName)).toEqual(['large']);
    const { queue, sendings } = scriptedQueue({ remembered });
    await queue.restore();
    await settle();
    expect(sendings[0]!.item).toMatchObject({
      address: '/v1/uploads/resumable/1',
      visibility: 'public',
      idempotencyKey: remembered[0]!.idempotencyKey,
    });
  });

  it('waits for its file if the browser has not stored it, and accepts only the same one', async () => {
    const [kept] = await interrupted();
    const { queue, sendings, states } = scriptedQueue({ remembered: [{ ...kept!, file: null }] });
    await queue.restore();
    expect(states()).toEqual({ large: 'unfinished' });
    await queue.add([photo('large', large + 1)], 'private');
    expect(queue.getState().items.map(({ state }) => state.name)).toEqual(['unfinished', 'sending']);
    await queue.add([photo('large', large)], 'private');
    await settle();
    expect(sendings.map(({ item }) => item.address)).toEqual([null, '/v1/uploads/resumable/1']);
  });

  it('is not continued while another tab is working on it', async () => {
    const { queue } = scriptedQueue({ remembered: await interrupted(), claimed: false });
    await queue.restore();
    expect(queue.getState().items).toEqual([]);
  });

  it.each(['done', 'cancelled', 'refused'])('is forgotten once it is %s', async (how) => {
    const { queue, sendings, memory } = scriptedQueue();
    await queue.add([photo('large', large)], 'private');
    await settle();
    expect(memory.size).toBe(1);
    if (how === 'done') await sendings[0]!.succeed();
    if (how === 'cancelled') queue.remove(sendings[0]!.item.id);
    if (how === 'refused') await sendings[0]!.fail(apiError('INVALID_IMAGE', 422));
    await settle();
    expect(memory.size).toBe(0);
  });
});
