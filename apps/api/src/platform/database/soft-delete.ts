import { Prisma, type PrismaClient } from '../../generated/prisma/client.ts';

type Arguments = Record<string, unknown>;

const NOT_DELETED = { deletedAt: null };

/**
 * Spread into a `where` to read deleted rows too: `where: { usernameKey, ...includingDeleted }`. Any other condition on
 * `deletedAt` is also used unchanged.
 */
export const includingDeleted = { deletedAt: {} } as const;

/** Relation fields whose rows may be soft-deleted. */
const SOFT_DELETED_LISTS = ['uploads'];

const isArguments = (value: unknown): value is Arguments => typeof value === 'object' && value !== null;

function withCondition(args: Arguments): Arguments {
  const where = isArguments(args['where']) ? args['where'] : {};
  return 'deletedAt' in where ? args : { ...args, where: { ...where, ...NOT_DELETED } };
}

/** Without it, `include: { uploads: true }` would return deleted rows too. */
function withNestedConditions(args: Arguments): Arguments {
  const result = { ...args };
  for (const key of ['include', 'select']) {
    const nested = result[key];
    if (!isArguments(nested)) continue;
    const changed = { ...nested };
    for (const [field, value] of Object.entries(nested)) {
      if (field === '_count' || value === false) continue;
      const inner = isArguments(value) ? withNestedConditions(value) : {};
      if (SOFT_DELETED_LISTS.includes(field)) changed[field] = withCondition(inner);
      else if (isArguments(value)) changed[field] = inner;
    }
    result[key] = changed;
  }
  return result;
}

const READS = /^(find|count$|aggregate$|groupBy$)/;

const extension = Prisma.defineExtension({
  name: 'soft-delete',
  query: {
    $allModels: {
      $allOperations({ model, operation, args, query }) {
        if (!isArguments(args)) return query(args);
        const nested = withNestedConditions(args);
        const isSoftDeleted = model === 'User' || model === 'Upload';
        return query(isSoftDeleted && READS.test(operation) ? withCondition(nested) : nested);
      },
    },
  },
});

/**
 * Makes every read of users and uploads through `client`, in transactions too, leave out rows with `deletedAt`:
 * forgetting the condition is safe, and reading deleted rows must be explicit (`includingDeleted`). Writes by id, raw
 * SQL, `_count`, and conditions on a relation (`where: { user: { … } }`) are not affected.
 */
export function hideDeleted(client: PrismaClient): void {
  const filtered = client.$extends(extension);
  Object.defineProperties(client, {
    ...Object.fromEntries(
      Object.values(Prisma.ModelName).map((name) => {
        const field = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
        const value: unknown = Reflect.get(filtered, field);
        return [field, { value }];
      }),
    ),
    $transaction: { value: filtered.$transaction.bind(filtered), configurable: true },
  });
}
