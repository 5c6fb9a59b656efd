import fc from 'fast-check';

/** What can happen to an album of a few images, which are told by their number. */
export type Act =
  | { readonly kind: 'add' | 'remove'; readonly images: readonly number[] }
  | { readonly kind: 'move'; readonly images: readonly number[]; readonly before: number | null }
  | { readonly kind: 'deleteImage' | 'hideImage' | 'showImage' | 'holdBack'; readonly image: number }
  | { readonly kind: 'publish' | 'unpublish' };

/** What is true of it, as the contract says, and nothing of how it is done. */
export interface AlbumState {
  readonly order: readonly number[];
  readonly gone: ReadonlySet<number>;
  readonly hidden: ReadonlySet<number>;
  readonly heldBack: ReadonlySet<number>;
  readonly isPublic: boolean;
}

export const emptyState: AlbumState = {
  order: [],
  gone: new Set(),
  hidden: new Set(),
  heldBack: new Set(),
  isPublic: false,
};

const withOne = (set: ReadonlySet<number>, one: number): ReadonlySet<number> => new Set([...set, one]);
const without = (set: ReadonlySet<number>, one: number): ReadonlySet<number> =>
  new Set([...set].filter((n) => n !== one));

/** The state after it, or null where the api is to refuse it and to change nothing. */
export function after(state: AlbumState, act: Act): AlbumState | null {
  const { order, gone } = state;
  switch (act.kind) {
    case 'add':
      if (act.images.some((image) => gone.has(image))) return null;
      return { ...state, order: [...new Set([...order, ...act.images])] };
    case 'remove':
      return { ...state, order: order.filter((image) => !act.images.includes(image)) };
    case 'move':
      return moved(state, act.images, act.before);
    case 'deleteImage':
      if (gone.has(act.image)) return null;
      return { ...state, gone: withOne(gone, act.image), order: order.filter((image) => image !== act.image) };
    case 'hideImage':
      return gone.has(act.image) ? null : { ...state, hidden: withOne(state.hidden, act.image) };
    case 'showImage':
      return gone.has(act.image) ? null : { ...state, hidden: without(state.hidden, act.image) };
    case 'holdBack':
      return { ...state, heldBack: withOne(state.heldBack, act.image) };
    case 'publish':
    case 'unpublish':
      return { ...state, isPublic: act.kind === 'publish' };
  }
}

/** By marks between what stays, so that it has nothing in common with how the api does it. */
function moved(state: AlbumState, images: readonly number[], before: number | null): AlbumState | null {
  const { order } = state;
  if (images.some((image) => !order.includes(image)) || (before !== null && !order.includes(before))) return null;
  const mark = 'here';
  const marked = order.flatMap((image): (number | typeof mark)[] => (image === before ? [mark, image] : [image]));
  if (before === null) marked.push(mark);
  const placed = marked.flatMap((entry) => {
    if (entry === mark) return [...new Set(images)];
    return images.includes(entry) ? [] : [entry];
  });
  return { ...state, order: placed };
}

/** What a visitor sees of it. */
export function shownOf({ order, hidden, heldBack }: AlbumState): number[] {
  return order.filter((image) => !hidden.has(image) && !heldBack.has(image));
}

export const imageCount = 5;
const image = fc.nat({ max: imageCount - 1 });
const images = fc.array(image, { minLength: 1, maxLength: imageCount });

/** What changes what is in it, and in which order. */
export const contentAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), images }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), images }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('move' as const), images, before: fc.option(image) }) },
);

export const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 10, arbitrary: contentAct },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('deleteImage' as const, 'hideImage' as const, 'showImage' as const, 'holdBack' as const),
      image,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('publish' as const, 'unpublish' as const) }) },
);

/** Every order of them. */
export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}
