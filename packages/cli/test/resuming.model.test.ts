import fc from 'fast-check';
import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Pace } from '../src/site/retrying.ts';
import { Journal, type Records } from '../src/upload/journal.ts';
import { sendContent } from '../src/upload/send-content.ts';
import { useFolder } from './support/folder.ts';
import { type Act, contentOf, SimulatedSite } from './support/simulated-site.ts';

const folder = useFolder();

/** The process is gone: whatever it would do next, it does not. */
class Killed extends Error {}

/** Fails every step from the one of this number on, as a process does that was killed there. */
function killedAfter(steps: number): { step: () => void } {
  let left = steps;
  return {
    step: () => {
      if (left === 0) throw new Killed();
      left -= 1;
    },
  };
}

interface Run {
  /** Which of the files, by their place. */
  readonly files: readonly number[];
  readonly acts: readonly Act[];
  /** After how many requests and records it is killed. */
  readonly steps: number;
  /** Bytes of the last record that never reached the disk. */
  readonly torn: number;
}

const act = fc.constantFrom<Act>('well', 'well', 'lost', 'unheard', 'half', 'busy', 'locked', 'limited');
const run: fc.Arbitrary<Run> = fc.record({
  files: fc.array(fc.nat(3), { minLength: 1, maxLength: 5 }),
  acts: fc.array(act, { maxLength: 12 }),
  steps: fc.integer({ min: 0, max: 25 }),
  torn: fc.constantFrom(0, 0, 1, 20),
});

const pace: Pace = {
  signal: new AbortController().signal,
  sleep: () => Promise.resolve(),
  random: () => 0.5,
  onWait: () => undefined,
};

async function sendAll(
  site: SimulatedSite,
  path: string,
  files: readonly Uint8Array[],
  step: () => void,
): Promise<void> {
  const journal = await Journal.open(path);
  const records: Records = {
    find: (hash) => journal.find(hash),
    put: async (hash, entry) => {
      step();
      await journal.put(hash, entry);
    },
  };
  const uploads: typeof site = Object.create(site, {
    create: { value: (length: number) => (step(), site.create(length)) },
    append: { value: (...args: Parameters<typeof site.append>) => (step(), site.append(...args)) },
    status: { value: (id: string) => (step(), site.status(id)) },
  }) as typeof site;
  // Small ones: a file takes several.
  const parts = { bytes: 100_000, timed: <Result>(_bytes: number, send: () => Promise<Result>) => send() };
  try {
    for (const file of files)
      await sendContent(contentOf(file), { uploads, records, pace, parts, onProgress: () => undefined });
  } finally {
    // What a killed process leaves: the lock of one that does not exist any more is nobody's, here as well as closed.
    await journal.close();
  }
}

it('the program uploads each file once, however often it is killed, whatever the network does and wherever its last record is cut off', async () => {
  const files = fc.array(fc.uint8Array({ minLength: 1, maxLength: 600_000, size: 'max' }), {
    minLength: 4,
    maxLength: 4,
  });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(files, fc.array(run, { maxLength: 8 }), async (contents, runs) => {
      const path = folder.at(`${(count += 1)}.jsonl`);
      const site = new SimulatedSite();
      for (const { files: places, acts, steps, torn } of runs) {
        site.acts = [...acts];
        const { step } = killedAfter(steps);
        const meant = places.map((place) => contents[place] ?? new Uint8Array(1));
        try {
          await sendAll(site, path, meant, step);
        } catch (error) {
          // Killed, or given up after eight failures one after the other: in both cases it is begun again.
          if (!(error instanceof Error)) throw error;
          if (error instanceof Killed && torn > 0) appendFileSync(path, '{"hash":"0123456789abcdef'.slice(0, torn));
        }
      }
      site.acts = [];
      await sendAll(site, path, contents, () => undefined);
      const wanted = new Set(contents.map((bytes) => contentOf(bytes).hash));
      const there = [...site.images.values()];
      expect(there.toSorted()).toEqual([...wanted].toSorted());
      const requests = { count: 0 };
      await sendAll(site, path, contents, () => (requests.count += 1));
      expect(requests.count).toBe(0);
    }),
    { numRuns: Number(process.env['CLI_RUNS'] ?? 20), seed: 8446 },
  );
});

it('the program restarts an upload that the site no longer has, and creates one image', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom<Act>('well', 'half', 'lost'), { minLength: 3, maxLength: 9 }),
      async (acts) => {
        const site = new SimulatedSite();
        const bytes = new Uint8Array(700_000).fill(acts.length);
        const path = folder.at(`${acts.join('-')}.jsonl`);
        site.acts = [...acts];
        await sendAll(site, path, [bytes], killedAfter(4).step).catch(() => undefined);
        site.forgetUnfinished();
        site.acts = [];
        await sendAll(site, path, [bytes], () => undefined);
        expect([...site.images.values()]).toEqual([contentOf(bytes).hash]);
      },
    ),
    { numRuns: 20, seed: 1 },
  );
});

it('the program ignores a truncated record, and writes the next one on a new line', async () => {
  const path = folder.at('journal.jsonl');
  const [one, two] = ['a'.repeat(64), 'b'.repeat(64)];
  const first = await Journal.open(path);
  await first.put(one, { done: 'image' });
  await first.put(two, { begun: 'upload' });
  await first.close();
  const whole = readFileSync(path, 'utf8');
  for (let cut = whole.indexOf('\n') + 2; cut < whole.length - 1; cut += 7) {
    truncateSync(path, cut);
    const again = await Journal.open(path);
    expect([again.find(one), again.find(two)]).toEqual([{ done: 'image' }, undefined]);
    await again.put(two, { begun: 'upload' });
    await again.close();
    expect(await Journal.read(path)).toEqual(
      new Map([
        [one, { done: 'image' }],
        [two, { begun: 'upload' }],
      ]),
    );
  }
});
