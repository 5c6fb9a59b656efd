/** `npx node scripts/payloads.ts`: writes `docs/guides/payloads.json`, the payloads of (live) events and broadcasts, from the contracts. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from './arguments.ts';
import { currentPayloads } from './payloads/payloads.ts';
import { root } from './root.ts';

readOptions('Usage: node scripts/payloads.ts', {});
writeFileSync(join(root, 'docs/guides/payloads.json'), `${JSON.stringify(await currentPayloads(), null, 2)}\n`);
