/** Names that would read as the platform itself, or collide with addresses of the web app and the api. */
const reserved = new Set(
  `about abuse account accounts admin administrator ai api app apps assets auth billing blog bot cdn chat contact dev
  developer developers docs email everyone explore favicon feed files git graphql health help home hostmaster inbox info
  internal invite jobs legal login logout mail me media messages metrics mod moderator moderators news nobody noreply
  no-reply notifications null official onboarding page pages password pixelboxx pixel-boxx policy postmaster press pricing
  privacy profile public register reset robots root search security session sessions settings signin signout signup staff
  static status store support sysadmin system team terms test undefined upload uploads user username users verify webmaster
  well-known www you`.split(/\s+/),
);

/** Compared without case and with `_` and `-` alike, so that `Pixel_Boxx` is as reserved as `pixel-boxx`. */
export function isReservedUsername(username: string): boolean {
  const folded = username.toLowerCase().replaceAll('_', '-');
  return reserved.has(folded) || reserved.has(folded.replaceAll('-', ''));
}
