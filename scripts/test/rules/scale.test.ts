import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { habits, instances, steps } from '../../../bench/scale/assumptions.ts';
import { bottlenecks, costOf, loadOf } from '../../../bench/scale/model.ts';
import { renderScale } from '../../../bench/scale/render.ts';
import { readReport, renderReport } from '../../../bench/report.ts';

const report = readReport();
const { costs, streams, idle } = report;
if (!costs || !streams) throw new Error('The report lacks what the model of scale needs.');
const documented = (name: string) => readFileSync(join(import.meta.dirname, '../../../docs', name), 'utf8');

describe('the model of scale', () => {
  it('gives the numbers in docs/scale.md, from the bench report', () => {
    expect(documented('scale.md')).toBe(renderScale(costs, streams, idle));
    expect(documented('performance.md')).toBe(renderReport(report));
  });

  it('has a measured cost for everything that users are assumed to do', () => {
    for (const name of Object.keys(habits)) expect(costOf(costs, name).name).toBe(name);
    expect(() => costOf(costs, 'GET /v1/nothing')).toThrow('Nobody measured');
  });

  it('needs resources in proportion to its users, but at least one of each', () => {
    const [small, , large] = steps.map((users) => loadOf(users, costs, streams));
    const factor = (large?.users ?? 0) / (small?.users ?? 1);
    expect(large?.apiCores).toBeCloseTo((small?.apiCores ?? 0) * factor, 5);
    expect(large?.statementsPerSecond).toBeCloseTo((small?.statementsPerSecond ?? 0) * factor, 5);
    expect(small?.dollarsPerMonth).toBeGreaterThan(100);
    expect(large?.dollarsPerMonth).toBeLessThan((small?.dollarsPerMonth ?? 0) * factor);
  });

  it('names the resource that is exhausted first', () => {
    const [first, ...later] = bottlenecks(costs, streams);
    if (!first) throw new Error('Nothing fills up.');
    for (const { users } of later) expect(users).toBeGreaterThanOrEqual(first.users);
    const load = loadOf(first.users, costs, streams);
    const fullness = [load.apiCores / instances.apiCores, load.webCores / instances.webCores];
    expect(Math.max(...fullness)).toBeCloseTo(1, 5);
  });
});
