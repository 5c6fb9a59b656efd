/**
 * Moves `moved`, in that order, before `before`, or to the end if it is null. If `before` is itself moved, the first
 * image after it that stays takes its role. All of `moved`, and `before`, are in `order`.
 */
export function placedBefore(
  order: readonly string[],
  moved: readonly string[],
  before: string | null,
): readonly string[] {
  const moving = new Set(moved);
  const start = before === null ? order.length : order.indexOf(before);
  const next = order.slice(start).find((id) => !moving.has(id));
  const rest = order.filter((id) => !moving.has(id));
  const index = next === undefined ? rest.length : rest.indexOf(next);
  return [...rest.slice(0, index), ...moving, ...rest.slice(index)];
}
