import { Email } from '@pixelboxx/shared';
import fc from 'fast-check';

const atom = fc.stringMatching(/^[a-c019!#$%&'*+/=?^_`{|}~-]{1,12}$/);
const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,9}[a-z0-9])?$/);
/** With names at the top that are written in ASCII as `xn--…`. */
const top = fc.constantFrom('com', 'museum', 'рф', 'テスト', 'қаз', 'xn--fiqs8s', 'xn--p1ai');

/** Addresses that accounts may have, in their canonical form. */
export const anyAddress = fc
  .tuple(fc.array(atom, { minLength: 1, maxLength: 3 }), fc.array(label, { minLength: 1, maxLength: 2 }), top)
  .map(([atoms, labels, last]) => Email.safeParse(`${atoms.join('.')}@${[...labels, last].join('.')}`).data)
  .filter((address) => address !== undefined);
