import fc from 'fast-check';
import { HttpClient } from '../http/client.ts';
import { ApiPrincipal } from '../run/users.ts';
import type { Stage } from '../run/stage.ts';
import type { Tier } from '../run/tier.ts';
import * as account from './account-steps.ts';
import * as uploads from './upload-steps.ts';
import { type Model, World } from './world.ts';

/** Steps of one account, one after another, against the api or through the web. */
export interface Sequence {
  readonly throughWeb: boolean;
  readonly steps: Iterable<uploads.Command>;
}

const maxSteps = 16;

function sequences(): fc.Arbitrary<Sequence> {
  const index = fc.nat({ max: 4 });
  const steps = fc.commands(
    [
      fc.constant(uploads.uploadImage()),
      index.map(uploads.readUpload),
      index.map(uploads.deleteUpload),
      fc.constant(uploads.listUploads()),
      fc.constant(uploads.beginResumable()),
      fc.tuple(index, fc.constantFrom(0, 0.3, 0.5, 1), fc.boolean()).map((values) => uploads.sendPart(...values)),
      index.map(uploads.askResumable),
      index.map(uploads.giveUpResumable),
      fc.constant(account.signInElsewhere()),
      index.map(account.useSession),
      index.map(account.endSession),
      fc.constant(account.endOthers()),
      fc.constant(account.countSessions()),
      fc.constant(account.renewSession()),
      fc.constantFrom('Ada', 'José', '山田', null).map(account.changeName),
      fc.constant(account.seeEvents()),
      fc.constant(account.deleteAccount()),
    ],
    { maxCommands: maxSteps, size: 'max' },
  );
  return fc.record({ throughWeb: fc.boolean(), steps });
}

/** Create, use, delete, use again: each response follows from the steps before it. `close` ends the tier's connections. */
export function sequenceTier(stage: Stage): Tier<Sequence> & { close(): void } {
  const clients = { api: new HttpClient(stage.api.port), web: new HttpClient(stage.web.port) };
  const image = stage.images[0]?.bytes ?? Buffer.alloc(0);
  const run = Date.now().toString(36);
  let count = 0;
  return {
    name: 'sequences',
    cases: sequences(),
    concurrency: 10,
    operationOf: ({ throughWeb }) => (throughWeb ? 'through the web' : 'at the api'),
    async execute({ throughWeb, steps }) {
      const api = new ApiPrincipal(throughWeb ? clients.web : clients.api);
      count += 1;
      const user = await api.register(`seq-${run}-${count}`);
      const world = new World(api, stage.apiContract, user, image);
      const model = (): Model => ({ uploads: [], resumables: [], sessions: [], displayName: null, isDeleted: false });
      await fc.asyncModelRun(() => ({ model: model(), real: world }), steps);
      return world.sent + 1;
    },
    describe: ({ throughWeb, steps }) => `${throughWeb ? 'web' : 'api'}: ${[...steps].map(String).join(', ')}`,
    whatEnded: () => stage.services.whatEnded([stage.api, stage.web, stage.ai]),
    close() {
      clients.api.close();
      clients.web.close();
    },
  };
}
