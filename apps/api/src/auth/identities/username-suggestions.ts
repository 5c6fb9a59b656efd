import { Username, usernameLength } from '@pixelboxx/shared';

/**
 * Usernames similar to a user's names elsewhere, the likeliest first: each name reduced to plain characters, then the
 * same with a digit. Each can be registered if it is free.
 */
export function usernamesLike(names: readonly string[]): string[] {
  const plain = names.map(plainName).filter((name) => Username.safeParse(name).success);
  const numbered = plain.flatMap((name) =>
    [2, 3, 4].map((number) => `${name.slice(0, usernameLength.max - 1)}${number}`),
  );
  return [...new Set([...plain, ...numbered])];
}

/** Turns `Zoë Müller` into `zoe_muller`. */
function plainName(name: string): string {
  const plain = name.slice(0, 255).normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const words = plain.split(/[^a-z0-9-]+/).filter((word) => word !== '');
  return words
    .join('_')
    .slice(0, usernameLength.max)
    .replaceAll(/^[_-]+|[_-]+$/g, '');
}
