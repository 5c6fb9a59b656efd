/*
 * The one list of names that are kept. What the api serves and what features reserve in their modules comes on top of it
 * there (`ReservedNames`), so no feature adds to it.
 */
const wordsIn = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Addresses and folders of the platform itself: neither a user nor a feature is called so. */
export const platformNames: readonly string[] = wordsIn(`
  api assets docs events features files graphql icons platform robots search settings static streams support
  tests well-known www`);

/** Would read as the platform speaking, or are addresses that a feature may have one day: no user is called so. */
export const officialNames: readonly string[] = wordsIn(`
  about abuse account accounts admin administrator ai app apps auth billing blog bot cdn chat contact dev developer
  developers email everyone explore favicon feed git health help home hostmaster inbox info internal invite jobs legal
  login logout mail me media messages metrics mod moderator moderators news nobody noreply no-reply notifications null
  official onboarding page pages password pixelboxx pixel-boxx policy postmaster press pricing privacy profile public
  register reset root security session sessions signin signout signup staff status store sysadmin system team terms test
  undefined upload uploads user username users verify webmaster you`);
