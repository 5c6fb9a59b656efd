import type { Socket } from 'node:net';
import { rawTier } from './raw/tier.ts';
import { readEnvironment } from './run/environment.ts';
import { aiTier, apiTier, Carrier, webTier } from './run/http-tiers.ts';
import { readOptions, type FuzzOptions, type TierName } from './run/options.ts';
import type { Service } from './run/services.ts';
import { setStage, type Stage } from './run/stage.ts';
import { supervised } from './run/supervised.ts';
import { Findings, type Finding } from './run/tally.ts';
import { TierRun, type Tier } from './run/tier.ts';
import { sequenceTier } from './sequences/tier.ts';

/** Each tier's share of the requests; the other tiers count connections. */
const shares = { api: 0.68, sequences: 0.08, web: 0.17, ai: 0.07 } as const satisfies Partial<Record<TierName, number>>;
type RequestTier = keyof typeof shares;

interface Plan<Case> {
  readonly name: TierName;
  readonly services: readonly Service[];
  readonly wanted: number;
  readonly tier: Tier<Case>;
  /** Ends the tier's connections, and returns whether clients were asked to wait too often. */
  readonly close: () => boolean;
}

async function runTier<Case>(
  stage: Stage,
  options: FuzzOptions,
  findings: Findings,
  plan: Plan<Case>,
): Promise<number> {
  const { seed, at } = options;
  const { name, tier, wanted } = plan;
  const run = new TierRun(tier, seed, findings);
  return supervised(name, { stage, seed, findings }, plan.services, async () => {
    const count = at === null ? await run.run(wanted) : await run.runOne(at);
    if (plan.close())
      findings.add({
        tier: name,
        operation: 'as a whole',
        kind: 'OVERLOADED too often',
        detail: '',
        seed,
        at: -1,
        example: '',
      });
    return count;
  });
}

function wantedOf(name: RequestTier, { requests, only }: FuzzOptions): number {
  const chosen = only.filter((tier): tier is RequestTier => tier in shares);
  const sum = chosen.reduce((total, tier) => total + shares[tier], 0);
  return Math.round((requests * shares[name]) / sum);
}

function printFinding({ tier, operation, detail, seed, at, example }: Finding): void {
  console.log(`\n✗ ${tier}: ${operation}\n  ${detail}`);
  if (at >= 0) console.log(`  again: npm run fuzz -- --seed ${seed} --only ${tier} --at ${at}\n  ${example}`);
}

class Fuzzer {
  readonly findings = new Findings(printFinding);
  readonly #stage: Stage;
  readonly #options: FuzzOptions;

  constructor(stage: Stage, options: FuzzOptions) {
    this.#stage = stage;
    this.#options = options;
  }

  /** @returns how many requests each tier sent */
  async sendRequests(): Promise<Map<string, number>> {
    const stage = this.#stage;
    const { api, web, ai } = stage;
    const sent = new Map<string, number>();
    const overHttp = async (name: RequestTier, service: Service, services: Service[], make: typeof apiTier) => {
      const carrier = new Carrier(service.port);
      const close = () => (carrier.client.close(), carrier.isOverloadedTooOften);
      const plan = { name, services, wanted: wantedOf(name, this.#options), tier: make(stage, carrier), close };
      if (this.#options.only.includes(name)) sent.set(name, await this.#run(plan));
    };
    await overHttp('api', api, [api], apiTier);
    if (this.#options.only.includes('sequences')) {
      const tier = sequenceTier(stage);
      const close = () => (tier.close(), false);
      const wanted = wantedOf('sequences', this.#options);
      sent.set('sequences', await this.#run({ name: 'sequences', services: [api, web], wanted, tier, close }));
    }
    await overHttp('web', web, [web, api], webTier);
    await overHttp('ai', ai, [ai], aiTier);
    return sent;
  }

  async openSockets(): Promise<number> {
    const { api, web, ai } = this.#stage;
    const left = new Set<Socket>();
    const close = () => {
      for (const socket of left) socket.destroy();
      return false;
    };
    const tier = rawTier(this.#stage, left);
    return this.#run({ name: 'raw', services: [api, web, ai], wanted: this.#options.sockets, tier, close });
  }

  async #run<Case>(plan: Plan<Case>): Promise<number> {
    const startedAt = performance.now();
    const count = await runTier(this.#stage, this.#options, this.findings, plan);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    console.log(`… ${plan.name}: ${count} in ${seconds} s, ${this.findings.ofTier(plan.name)} faults`);
    return count;
  }
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), Date.now());
  const { seed, only } = options;
  const stage = await setStage(readEnvironment(process.env), Date.now());
  const fuzzer = new Fuzzer(stage, options);
  const { findings } = fuzzer;
  const sent = await fuzzer.sendRequests();
  const faults = findings.all.length;
  const sockets = only.includes('raw') ? await fuzzer.openSockets() : null;
  for (const finding of findings.all)
    console.log(`✗ ${finding.tier}: ${finding.kind} (${findings.timesOf(finding)} times)`);
  const total = [...sent.values()].reduce((sum, count) => sum + count, 0);
  const shown = [...sent].map(([name, count]) => `${name} ${count}`).join(', ');
  if (total > 0) console.log(`\nfuzz: seed ${seed}, ${total} requests (${shown}), ${faults} faults`);
  if (sockets !== null)
    console.log(`raw sockets: seed ${seed}, ${sockets} connections, ${findings.all.length - faults} faults`);
  const { passed, failed, skipped } = findings.tally;
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  stage.close();
  return failed === 0 ? 0 : 1;
}

process.exit(await main());
