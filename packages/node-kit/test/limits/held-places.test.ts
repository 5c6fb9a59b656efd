import { describe, expect, it } from 'vitest';
import { HeldPlaces } from '../../src/index.ts';

describe('held places', () => {
  it('are counted in total and per owner', () => {
    const places = new HeldPlaces();
    places.take('ada', '203.0.113.9');
    places.take('bob', '203.0.113.9');
    places.take();
    expect(places.total).toBe(3);
    expect(['ada', 'bob', '203.0.113.9', 'eve'].map((owner) => places.heldBy(owner))).toEqual([1, 1, 2, 0]);
  });

  it('are released once, even if released repeatedly, and in any order', () => {
    const places = new HeldPlaces();
    const [first, second] = [places.take('ada'), places.take('ada')];
    first();
    first();
    expect([places.total, places.heldBy('ada')]).toEqual([1, 1]);
    second();
    expect([places.total, places.heldBy('ada')]).toEqual([0, 0]);
    places.take('ada');
    first();
    second();
    expect([places.total, places.heldBy('ada')]).toEqual([1, 1]);
  });
});
