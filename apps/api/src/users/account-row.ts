import { Prisma } from '../generated/prisma/client.ts';

const inSnakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

/** Every column of a user by the name of its field, as Prisma reads them, for statements that go past it. */
export const accountColumns = Prisma.raw(
  Object.values(Prisma.UserScalarFieldEnum)
    .map((field) => `${inSnakeCase(field)} AS "${field}"`)
    .join(', '),
);

/** Whose username, in any case, or e-mail it is, as `Identifier` has them: a condition on `users`. */
export function hasIdentifier(identifier: string): Prisma.Sql {
  const key = identifier.toLowerCase();
  // A username cannot contain "@", so the two name spaces never meet.
  return key.includes('@') ? Prisma.sql`email = ${key}` : Prisma.sql`username_key = ${key}`;
}
