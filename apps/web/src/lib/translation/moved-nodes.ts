/** Recorded in the performance timeline when the code below prevented an error, for tests and for measuring real visits. */
export const movedNodeMark = 'pixelboxx:moved-node';

/**
 * The last safety net for pages that something else rewrites (translators, extensions; facebook/react#11538): React removes
 * a node, or inserts before one, that is no longer where React put it. The DOM throws there, and React discards the whole
 * page. Only calls that would throw `NotFoundError` are changed. If an element has taken the node in, that element is
 * removed or inserted before instead. If the node is not inside this parent at all, it is not removed, and a node to be
 * inserted before it is appended. Our own pages do not need this (lint rule `pixelboxx/translatable-text`).
 */
export function tolerateMovedNodes(prototype: Node): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called below on the node that is meant
  const { removeChild, insertBefore } = prototype;
  prototype.removeChild = function <Child extends Node>(this: Node, child: Child): Child {
    if (child.parentNode === this) return removeChild.call(this, child) as Child;
    performance.mark(movedNodeMark);
    const holder = childHolding(this, child);
    if (holder) removeChild.call(this, holder);
    return child;
  };
  prototype.insertBefore = function <Child extends Node>(this: Node, child: Child, before: Node | null): Child {
    // Also `undefined`, which the DOM treats as null.
    if (!before || before.parentNode === this) return insertBefore.call(this, child, before) as Child;
    performance.mark(movedNodeMark);
    return insertBefore.call(this, child, childHolding(this, before)) as Child;
  };
}

/** The child of `parent` that `node` was moved into. */
function childHolding(parent: Node, node: Node): Node | null {
  let holder: Node | null = node;
  while (holder && holder.parentNode !== parent) holder = holder.parentNode;
  return holder;
}
