import { Injectable } from '@nestjs/common';

/** One number, or one for each value of the source's label. */
export type Reading = number | Readonly<Record<string, number>>;

/** A number that something keeps anyway, read when somebody asks for metrics and at no other time. */
export interface MetricSource {
  /** As Prometheus names: `pixelboxx_<what>_<unit>`, base units. */
  readonly name: string;
  readonly help: string;
  /** What the keys of a reading are; absent for a single number. */
  readonly label?: string;
  /** What fails is left out of that answer, and counted. */
  readonly read: () => Reading | Promise<Reading>;
}

/** One of several numbers that come of a single look, such as one query. */
export interface SharedSource<Facts> extends Omit<MetricSource, 'read'> {
  readonly of: (facts: Facts) => Reading;
}

/** Where each part of the service says what there is to know of it. Costs nothing where no metrics are served. */
@Injectable()
export class MetricSources {
  readonly #sources = new Map<string, MetricSource>();

  /** While modules start. @throws Error for a name that another part has taken */
  add(...sources: readonly MetricSource[]): void {
    for (const source of sources) {
      if (this.#sources.has(source.name)) throw new Error(`Two parts of the service measure ${source.name}`);
      this.#sources.set(source.name, source);
    }
  }

  /** Likewise; `look` is called once for all of them, however many are read at once. */
  addTogether<Facts>(look: () => Promise<Facts>, ...sources: readonly SharedSource<Facts>[]): void {
    let underWay: Promise<Facts> | undefined;
    const shared = () =>
      (underWay ??= look().finally(() => {
        underWay = undefined;
      }));
    this.add(...sources.map(({ of, ...source }) => ({ ...source, read: async () => of(await shared()) })));
  }

  get all(): readonly MetricSource[] {
    return [...this.#sources.values()];
  }
}
