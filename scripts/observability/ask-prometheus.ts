/**
 * `node scripts/observability/ask-prometheus.ts URL`: checks a Prometheus that scrapes a running stack: every panel of
 * the dashboard has data, every rule can be evaluated, and no alert fires without a reason. The last line is the tally.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { root } from '../root.ts';

const [address = ''] = process.argv.slice(2);
/** Rates need two readings, and rules that depend on others one more evaluation. */
const deadlineMs = 45_000;

const Dashboard = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
});
const Found = z.object({ data: z.object({ result: z.array(z.unknown()) }) });
const Rules = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            name: z.string(),
            health: z.string(),
            lastError: z.string().optional(),
            state: z.string().optional(),
          }),
        ),
      }),
    ),
  }),
});

async function hasData(expression: string): Promise<boolean> {
  const url = new URL('/api/v1/query', address);
  url.searchParams.set('query', expression);
  const response = Found.safeParse(await (await fetch(url)).json());
  return response.success && response.data.data.result.length > 0;
}

/** @returns the names of panels that still have no data */
async function lookAtPanels(): Promise<string[]> {
  const path = join(root, 'observability/grafana/pixelboxx.json');
  const { panels } = Dashboard.parse(JSON.parse(readFileSync(path, 'utf8')));
  const asked = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })));
  const found = await Promise.all(
    asked.map(async ({ title, expr }) => ((await hasData(expr)) ? [] : [`${title}: ${expr}`])),
  );
  passedPanels = asked.length;
  return found.flat();
}

async function lookAtRules(): Promise<string[]> {
  const { data } = Rules.parse(await (await fetch(new URL('/api/v1/rules', address))).json());
  const rules = data.groups.flatMap((group) => group.rules);
  passedRules = rules.length;
  return rules.flatMap(({ name, health, lastError, state }) => {
    if (health !== 'ok') return [`rule ${name}: ${lastError ?? health}`];
    return state === 'firing' ? [`alert ${name} fires`] : [];
  });
}

let passedPanels = 0;
let passedRules = 0;
const startedAt = performance.now();
let wrong: string[];
for (;;) {
  wrong = [...(await lookAtPanels()), ...(await lookAtRules())];
  if (wrong.length === 0 || performance.now() - startedAt > deadlineMs) break;
  await pause(1_000);
}
for (const text of wrong) console.log(`✗ ${text}`);
console.log(`${passedPanels + passedRules - wrong.length} passed, ${wrong.length} failed, 0 skipped`);
process.exitCode = wrong.length === 0 ? 0 : 1;
