/*
 * The only list of reserved names. The api adds the names that it serves and those that features reserve in their
 * modules (`ReservedNames`), so features do not edit this list.
 */
const wordsIn = (text: string): readonly string[] => text.trim().split(/\s+/);

/** URLs and folders of the platform itself: no user and no feature can have these names. */
export const platformNames: readonly string[] = wordsIn(`
  api assets docs events features files graphql icons platform robots search settings static streams support
  tests well-known www`);

/** Names that look official, or URLs that a feature may use one day: no user can have these names. */
export const officialNames: readonly string[] = wordsIn(`
  about abuse account accounts admin administrator ai app apps auth billing blog bot cdn chat contact dev developer
  developers email everyone explore favicon feed git health help home hostmaster inbox info internal invite jobs legal
  login logout mail me media messages metrics mod moderator moderators news nobody noreply no-reply notifications null
  official onboarding page pages password pixelboxx pixel-boxx policy postmaster press pricing privacy profile public
  register reset root security session sessions signin signout signup staff status store sysadmin system team terms test
  undefined upload uploads user username users verify webmaster you`);
