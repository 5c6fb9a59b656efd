import { readEnvironment } from './run/environment.ts';
import { aiTier, apiTier, Carrier, webTier } from './run/http-tiers.ts';
import { readOptions, type FuzzOptions, type TierName } from './run/options.ts';
import type { Service } from './run/services.ts';
import { setStage, type Stage } from './run/stage.ts';
import { supervised } from './run/supervised.ts';
import { Findings, type Finding } from './run/tally.ts';
import { TierRun, type Tier } from './run/tier.ts';
import { Fault } from './check/fault.ts';

/** How the requests are shared out; the rest of the tiers count connections. */
const shares = { api: 0.6, sequences: 0.15, web: 0.18, ai: 0.07 } as const satisfies Partial<Record<TierName, number>>;
type RequestTier = keyof typeof shares;

interface Plan<Case> {
  readonly name: RequestTier;
  readonly services: readonly Service[];
  readonly port: number;
  readonly tier: (stage: Stage, carrier: Carrier) => Tier<Case>;
}

async function runTier<Case>(
  stage: Stage,
  options: FuzzOptions,
  findings: Findings,
  plan: Plan<Case>,
): Promise<number> {
  const carrier = new Carrier(plan.port);
  const { seed, at } = options;
  const run = new TierRun(plan.tier(stage, carrier), seed, findings);
  const sent = await supervised(plan.name, { stage, seed, findings }, plan.services, async () => {
    const count = at === null ? await run.run(wantedOf(plan.name, options)) : await run.runOne(at);
    carrier.client.close();
    return count;
  });
  if (carrier.isOverloadedTooOften) note(findings, plan.name, seed, new Fault('OVERLOADED too often'));
  return sent;
}

function wantedOf(name: RequestTier, { requests, only }: FuzzOptions): number {
  const chosen = only.filter((tier): tier is RequestTier => tier in shares);
  const sum = chosen.reduce((total, tier) => total + shares[tier], 0);
  return Math.round((requests * shares[name]) / sum);
}

function note(findings: Findings, tier: string, seed: number, fault: Fault): void {
  findings.add({ tier, operation: 'as a whole', kind: fault.kind, detail: fault.message, seed, at: -1, example: '' });
}

function printFinding(finding: Finding, times: number): void {
  const { tier, operation, detail, seed, at, example } = finding;
  console.log(`\n✗ ${tier}: ${operation}\n  ${detail}${times > 1 ? ` (${times} times)` : ''}`);
  if (at >= 0) console.log(`  again: npm run fuzz -- --seed ${seed} --only ${tier} --at ${at}\n  ${example}`);
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), Date.now());
  const { seed, only } = options;
  const stage = await setStage(readEnvironment(process.env), Date.now());
  const { api, web, ai } = stage;
  const findings = new Findings();
  const sent: string[] = [];
  let total = 0;
  const run = async <Case>(plan: Plan<Case>) => {
    if (!only.includes(plan.name)) return;
    const startedAt = performance.now();
    const count = await runTier(stage, options, findings, plan);
    total += count;
    sent.push(`${plan.name} ${count}`);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    console.log(`… ${plan.name}: ${count} requests in ${seconds} s, ${findings.ofTier(plan.name)} faults`);
  };
  await run({ name: 'api', services: [api], port: api.port, tier: apiTier });
  await run({ name: 'web', services: [web, api], port: web.port, tier: webTier });
  await run({ name: 'ai', services: [ai], port: ai.port, tier: aiTier });
  for (const finding of findings.all) printFinding(finding, findings.timesOf(finding));
  if (total > 0)
    console.log(`\nfuzz: seed ${seed}, ${total} requests (${sent.join(', ')}), ${findings.all.length} faults`);
  const { passed, failed, skipped } = findings.tally;
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  stage.close();
  return failed === 0 ? 0 : 1;
}

process.exit(await main());
