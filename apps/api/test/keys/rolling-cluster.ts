import { pollUntil, type SeededRandom } from '@pixelboxx/config/testing';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { startReplica } from '../support/app.ts';
import { Browser } from '../support/clients/browser.ts';

type Settings = Record<string, string>;

interface Slot {
  readonly replica: Awaited<ReturnType<typeof startReplica>>;
  underWay: number;
}

/** The stages of the change of every secret, as docs/operations.md tells it: made known, in front, alone. */
export type Stage = 'before' | 'made known' | 'in front' | 'alone';

const rings = [
  'REFRESH_TOKEN_SECRET',
  'FILE_URL_SECRET',
  'DEVICE_COOKIE_SECRET',
  'DATA_ENCRYPTION_KEY',
  'PROXY_SECRET',
];

/** A former and a new value of each secret, and what is configured at each stage. */
export function changeOfSecrets(): (stage: Stage) => Settings {
  const former = Object.fromEntries(rings.map((name) => [name, randomBytes(32).toString('base64url')]));
  const fresh = Object.fromEntries(rings.map((name) => [name, randomBytes(32).toString('base64url')]));
  const [formerKey, freshKey] = [signingKey(), signingKey()];
  const ringsOf = (...values: Settings[]): Settings =>
    Object.fromEntries(rings.map((name) => [name, values.map((value) => value[name]).join(',')]));
  const settings: Record<Stage, Settings> = {
    before: { ...ringsOf(former), JWT_PRIVATE_KEY: formerKey.secret },
    'made known': {
      ...ringsOf(former, fresh),
      JWT_PRIVATE_KEY: formerKey.secret,
      JWT_NEXT_PUBLIC_KEY: freshKey.public,
    },
    'in front': {
      ...ringsOf(fresh, former),
      JWT_PRIVATE_KEY: freshKey.secret,
      JWT_PREVIOUS_PUBLIC_KEY: formerKey.public,
    },
    alone: { ...ringsOf(fresh), JWT_PRIVATE_KEY: freshKey.secret },
  };
  return (stage) => settings[stage];
}

function signingKey(): { secret: string; public: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    secret: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    public: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  };
}

/** Two replicas behind a load balancer that sends each request to either, and can replace them while it does. */
export class RollingCluster {
  private slots: Slot[] = [];

  constructor(
    private readonly common: Settings,
    private readonly random: SeededRandom,
  ) {}

  async start(settings: Settings): Promise<void> {
    this.slots = [await this.newSlot(settings), await this.newSlot(settings)];
  }

  /** One replica after the other: the new one takes over, the old one ends once nothing is under way there. */
  async deploy(settings: Settings): Promise<void> {
    for (const index of this.slots.keys()) {
      const former = this.slots[index];
      this.slots[index] = await this.newSlot(settings);
      await pollUntil('the old replica has answered everybody', () => former?.underWay === 0);
      await former?.replica.stop();
    }
  }

  async stop(): Promise<void> {
    for (const { replica } of this.slots) await replica.stop();
  }

  async carry<Result>(send: (baseUrl: string) => Promise<Result>): Promise<Result> {
    const slot = this.slots[Math.floor(this.random.next() * this.slots.length)];
    if (!slot) throw new Error('the cluster is not started');
    slot.underWay += 1;
    try {
      return await send(slot.replica.baseUrl);
    } finally {
      slot.underWay -= 1;
    }
  }

  browser(cookies: Iterable<[string, string]> = []): Browser {
    const browser = new BalancedBrowser(this);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    return browser;
  }

  private async newSlot(settings: Settings): Promise<Slot> {
    return { replica: await startReplica({ ...this.common, ...settings }), underWay: 0 };
  }
}

class BalancedBrowser extends Browser {
  constructor(private readonly cluster: RollingCluster) {
    super('http://balancer.invalid');
  }

  override async fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input, this.baseUrl);
    return this.cluster.carry(async (baseUrl) => {
      const response = await super.fetch(new URL(pathname + search, baseUrl), init);
      // Until all of it is there, the replica is at work on it.
      const body = await response.arrayBuffer();
      return new Response(body.byteLength === 0 ? null : body, response);
    });
  }
}
