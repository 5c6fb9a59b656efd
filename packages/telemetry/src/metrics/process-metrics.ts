import {
  collectDefaultMetrics,
  Counter,
  type OpenMetricsContentType,
  type PrometheusContentType,
  Registry,
} from 'prom-client';

/** Prometheus asks for it where it can: exemplars are told in no other format. */
const openMetrics = /application\/openmetrics-text/i;

export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** What a process measures: itself to begin with (processor, memory, event loop), and what others add to `registry`. */
export class ProcessMetrics {
  readonly registry = new Registry<PrometheusContentType | OpenMetricsContentType>();
  #reading: Promise<unknown> = Promise.resolve();

  constructor() {
    // From the beginning: the library takes exemplars in no other format.
    this.registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    collectDefaultMetrics({ register: this.registry });
  }

  /** @param accept the header of whoever asks. Readings follow each other: the library has one format at a time. */
  read(accept: string | undefined): Promise<Exposition> {
    const reading = this.#reading.then(() => this.#read(openMetrics.test(accept ?? '')));
    this.#reading = reading.catch(() => undefined);
    return reading;
  }

  async #read(isOpenMetrics: boolean): Promise<Exposition> {
    const { OPENMETRICS_CONTENT_TYPE: open, PROMETHEUS_CONTENT_TYPE: plain } = Registry;
    this.registry.setContentType(isOpenMetrics ? open : plain);
    if (!isOpenMetrics) this.#restoreNames();
    return { contentType: isOpenMetrics ? open : plain, text: await this.registry.metrics() };
  }

  /** Telling a counter in OpenMetrics takes `_total` from its name, and leaves it so. */
  #restoreNames(): void {
    for (const metric of this.registry.getMetricsAsArray()) {
      if (!(metric instanceof Counter)) continue;
      const name: unknown = Reflect.get(metric, 'name');
      if (typeof name === 'string' && !name.endsWith('_total')) Reflect.set(metric, 'name', `${name}_total`);
    }
  }
}
