import { Counter, type Exposition, Gauge, ProcessMetrics } from '@pixelboxx/telemetry/metrics';
import type { MetricSource, MetricSources, Reading } from './metric-sources.ts';

/** A source that hangs must not block the others: Prometheus gives up after ten seconds. */
const sourceTimeoutMs = 2_000;

/** The metrics of all parts of the api, in Prometheus's format. Loaded only if metrics are served. */
export class Metrics extends ProcessMetrics {
  readonly #failedReadings: Counter<'source'>;
  readonly #sources: MetricSources;
  readonly #watched = new Set<string>();

  /** @param sources read each time: parts of the service register their metrics during start */
  constructor(sources: MetricSources) {
    super();
    this.#sources = sources;
    this.#failedReadings = new Counter({
      name: 'pixelboxx_failed_readings_total',
      help: 'Sources of metrics that could not be read',
      labelNames: ['source'],
      registers: [this.registry],
    });
  }

  override read(accept: string | undefined): Promise<Exposition> {
    for (const source of this.#sources.all) this.#watch(source);
    return super.read(accept);
  }

  #watch(source: MetricSource): void {
    if (this.#watched.has(source.name)) return;
    this.#watched.add(source.name);
    if (source.isCounter) this.#watchCounter(source);
    else this.#watchGauge(source);
  }

  #watchCounter({ name, help, label = 'kind', read }: MetricSource): void {
    new Counter({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      async collect() {
        const counts = await read();
        this.reset();
        for (const [value, count] of Object.entries(counts as Record<string, number>))
          this.inc({ [label]: value }, count);
      },
    });
  }

  #watchGauge({ name, help, label, read }: MetricSource): void {
    const failed = this.#failedReadings;
    const set = (gauge: Gauge, reading: Reading) => {
      if (typeof reading === 'number') {
        gauge.set(reading);
        return;
      }
      for (const [value, count] of Object.entries(reading)) gauge.set({ [label ?? 'kind']: value }, count);
    };
    new Gauge({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [this.registry],
      async collect() {
        this.reset();
        try {
          set(this, await withinTime(read));
        } catch {
          // An unknown value is not 0, which is the default of a number without a label.
          if (label === undefined) this.remove();
          failed.inc({ source: name });
        }
      },
    });
  }
}

async function withinTime<Value>(read: () => Value | Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('It took too long')), sourceTimeoutMs);
  });
  try {
    return await Promise.race([read(), late]);
  } finally {
    clearTimeout(timer);
  }
}
