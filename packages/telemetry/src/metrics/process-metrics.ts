import {
  collectDefaultMetrics,
  Counter,
  type OpenMetricsContentType,
  type PrometheusContentType,
  Registry,
} from 'prom-client';

/** Prometheus requests this format if it can: only this format contains exemplars. */
const openMetrics = /application\/openmetrics-text/i;

export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** The metrics of a process: its own (processor, memory, event loop), and those that others add to `registry`. */
export class ProcessMetrics {
  readonly registry = new Registry<PrometheusContentType | OpenMetricsContentType>();
  #reading: Promise<unknown> = Promise.resolve();

  constructor() {
    // Set from the beginning: the library accepts exemplars in no other format.
    this.registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    collectDefaultMetrics({ register: this.registry });
  }

  /** @param accept the scraper's header. Scrapes run one after the other, because the library has one format at a time. */
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

  /** Writing a counter in OpenMetrics removes `_total` from its name for good, so it is restored here. */
  #restoreNames(): void {
    for (const metric of this.registry.getMetricsAsArray()) {
      if (!(metric instanceof Counter)) continue;
      const name: unknown = Reflect.get(metric, 'name');
      if (typeof name === 'string' && !name.endsWith('_total')) Reflect.set(metric, 'name', `${name}_total`);
    }
  }
}
