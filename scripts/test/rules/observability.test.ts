import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const Rule = z.object({
  alert: z.string().optional(),
  record: z.string().optional(),
  expr: z.string(),
  labels: z.object({ severity: z.enum(['page', 'ticket']) }).optional(),
  annotations: z.object({ summary: z.string(), runbook_url: z.string() }).optional(),
});
const Rules = z.object({ groups: z.array(z.object({ rules: z.array(Rule) })) });
const Dashboard = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
});
const Tests = z.object({ tests: z.array(z.object({ name: z.string() })) });

const rules = globSync('observability/rules/*.yml', { cwd: root }).flatMap((path) =>
  Rules.parse(parse(read(path))).groups.flatMap((group) => group.rules),
);
const alerts = rules.flatMap((rule) => (rule.alert === undefined ? [] : [{ ...rule, alert: rule.alert }]));
const panels = Dashboard.parse(JSON.parse(read('observability/grafana/pixelboxx.json'))).panels;
const runbook = read('docs/runbook.md');
const sources = globSync(['apps/*/src/**/*.ts', 'packages/{node-kit,telemetry}/src/**/*.ts'], { cwd: root })
  .map(read)
  .join('\n');

describe('an alert', () => {
  it.each(alerts)('$alert has a severity and a page in the runbook', ({ alert, labels, annotations }) => {
    expect(labels?.severity).toBeDefined();
    expect(annotations?.runbook_url).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
    expect(runbook).toContain(`\n## ${alert}\n`);
  });

  it('has a test in which it fires, and one in which it does not', () => {
    const { tests } = Tests.parse(parse(read('observability/rules.test.yml')));
    const expected = alerts.flatMap(({ alert }) => [`${alert} fires`, `${alert} is silent`]);
    expect(tests.map(({ name }) => name).sort()).toEqual(expected.sort());
  });

  it('exists for each page of the runbook, whose log events exist in the code', () => {
    const pages = [...runbook.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
    expect(pages.sort()).toEqual(alerts.map(({ alert }) => alert).sort());
    const events = [...runbook.matchAll(/`([a-z]+(?:\.[a-z]+)+)`/g)].map(([, name = '']) => name);
    // The line of a request is put together as text.
    const isLogged = (name: string) => sources.includes(`'${name}'`) || sources.includes(`"event":"${name}"`);
    expect(events.filter((name) => !isLogged(name))).toEqual([]);
  });
});

describe('a panel that the runbook names', () => {
  it('exists in the dashboard, by its title or the beginning of it', () => {
    const named = [...runbook.matchAll(/(?<!\w)_([A-Z][^_\n]*)_(?!\w)/g)].map(([, title = '']) => title);
    expect(named.length).toBeGreaterThan(3);
    const isShown = (name: string) => panels.some(({ title }) => title === name || title.startsWith(`${name}, `));
    expect(named.filter((name) => !isShown(name))).toEqual([]);
  });
});

describe('rules and panels', () => {
  it('use only existing metrics or recorded rules', () => {
    const recorded = rules.flatMap(({ record }) => record ?? []);
    const ofTheRuntime = [
      'up',
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_p99_seconds',
    ];
    const expressions = [
      ...rules.map(({ expr }) => expr),
      ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ];
    const named = expressions.flatMap(
      (expr) => expr.replaceAll(/"[^"]*"/g, '').match(/\b(?:pixelboxx|http|process|nodejs)[a-z0-9_:]+\b/g) ?? [],
    );
    const unknown = named.filter(
      (name) =>
        !recorded.includes(name) &&
        !ofTheRuntime.includes(name) &&
        !sources.includes(`'${name.replace(/_(count|bucket|sum)$/, '')}'`),
    );
    expect(expressions.length).toBeGreaterThan(30);
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('name only routes of the contract', () => {
    const document = z
      .object({ paths: z.record(z.string(), z.unknown()) })
      .parse(JSON.parse(read('docs/openapi.json')));
    const text = [
      ...rules.map(({ expr }) => expr),
      ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ].join('\n');
    const routes = [...text.matchAll(/route!?="([^"]+)"/g)].map(([, route = '']) => route);
    // The web tells its requests by kind, such as (pages).
    expect(routes.filter((route) => !/^\(\w+\)$/.test(route) && !(route in document.paths))).toEqual([]);
  });
});
