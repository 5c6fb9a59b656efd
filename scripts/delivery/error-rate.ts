import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { DeliveryFault, tryRun } from './run.ts';

const Found = z.object({
  status: z.literal('success'),
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});

export interface Watch {
  readonly namespace: string;
  /** `namespace/service:port` of Prometheus, called through the cluster's own api, so that it need not be public. */
  readonly prometheus: string;
  readonly minutes: number;
  /** The accepted share of requests that fail by a fault of ours, 0 to 1. */
  readonly maxRatio: number;
  readonly pollMs: number;
}

/** In a row: a single reading may cover a second with two requests. */
const badReadings = 3;
/** Missing readings count as bad in the end; Prometheus sees a new installation after a minute. */
const missingReadings = 12;

/** @throws DeliveryFault as soon as too many requests fail, or the rate cannot be read */
export async function watchErrorRate(watch: Watch, say: (line: string) => void): Promise<void> {
  const deadline = performance.now() + watch.minutes * 60_000;
  let bad = 0;
  let missing = 0;
  let highest = 0;
  for (;;) {
    const reading = await readRatio(watch);
    if ('fault' in reading) {
      missing += 1;
      if (missing >= missingReadings)
        throw new DeliveryFault(`Nobody can tell how many requests fail: ${reading.fault}`);
    } else {
      missing = 0;
      highest = Math.max(highest, reading.ratio);
      bad = reading.ratio > watch.maxRatio ? bad + 1 : 0;
      if (bad >= badReadings)
        throw new DeliveryFault(`${percent(reading.ratio)} of requests fail; ${percent(watch.maxRatio)} may.`);
    }
    // Do not stop on a bad or missing reading: the next ones show what it meant.
    if (performance.now() >= deadline && bad === 0 && missing === 0) break;
    await pause(watch.pollMs);
  }
  say(`For ${watch.minutes} minutes at most ${percent(highest)} of requests failed.`);
}

const percent = (ratio: number): string => `${(ratio * 100).toFixed(2)} %`;

/** The ratio is 0 if there were no recent requests. */
async function readRatio({ namespace, prometheus }: Watch): Promise<{ ratio: number } | { fault: string }> {
  const requests = (more: string) =>
    `sum by (job) (rate(http_server_request_duration_seconds_count{namespace="${namespace}"${more}}[2m]))`;
  // The higher rate of api and web.
  const query = `max((${requests(',status=~"5.."')} or ${requests('')} * 0) / ${requests('')})`;
  const [where = '', service = ''] = prometheus.split('/');
  const path = `/api/v1/namespaces/${where}/services/http:${service}/proxy/api/v1/query?query=${encodeURIComponent(query)}`;
  const { status, stdout, text } = await tryRun('kubectl', ['get', '--raw', path]);
  if (status !== 0) return { fault: text.trim() };
  const found = Found.safeParse(parseJson(stdout));
  if (!found.success) return { fault: `Prometheus answers ${stdout.slice(0, 200)}` };
  const [first] = found.data.data.result;
  if (!first) return { fault: `Prometheus has no numbers of ${namespace}` };
  const ratio = Number(first.value[1]);
  return { ratio: Number.isNaN(ratio) ? 0 : ratio };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
