import { Injectable } from '@nestjs/common';

/** One number, or one for each value of the source's label. */
export type Reading = number | Readonly<Record<string, number>>;

/** A number that exists anyway, read only when metrics are requested. */
export interface MetricSource {
  /** A Prometheus name: `pixelboxx_<what>_<unit>`, base units. */
  readonly name: string;
  readonly help: string;
  /** The meaning of a reading's keys; absent for a single number. */
  readonly label?: string;
  /** If it fails, its metric is left out of that response, and the failure is counted. */
  readonly read: () => Reading | Promise<Reading>;
  /** It only grows during the life of the process: a counter, not a gauge. */
  readonly isCounter?: boolean;
}

/** Something that is counted as it happens, by one of a few kinds. */
export interface CountedFact<Kind extends string> {
  /** A Prometheus name: `pixelboxx_<what>_total`. */
  readonly name: string;
  readonly help: string;
  readonly label: string;
  /** All known kinds: they start at 0, so that the first increment is visible. */
  readonly kinds: readonly Kind[];
}

/** One of several numbers that one lookup returns, such as one query. */
export interface SharedSource<Facts> extends Omit<MetricSource, 'read'> {
  readonly of: (facts: Facts) => Reading;
}

/** Where each part of the service registers its metrics. Costs nothing if no metrics are served. */
@Injectable()
export class MetricSources {
  readonly #sources = new Map<string, MetricSource>();

  /** Call it while modules start. @throws Error if another part uses the name */
  add(...sources: readonly MetricSource[]): void {
    for (const source of sources) {
      if (this.#sources.has(source.name)) throw new Error(`Two parts of the service declare the metric ${source.name}`);
      this.#sources.set(source.name, source);
    }
  }

  /** Likewise; `look` is called once for all of them, however many are read at the same time. */
  addTogether<Facts>(look: () => Promise<Facts>, ...sources: readonly SharedSource<Facts>[]): void {
    let underWay: Promise<Facts> | undefined;
    const shared = () =>
      (underWay ??= look().finally(() => {
        underWay = undefined;
      }));
    this.add(...sources.map(({ of, ...source }) => ({ ...source, read: async () => of(await shared()) })));
  }

  /**
   * For events that no row counts. In a transaction, call the counter after the commit (`afterCommit`).
   * @returns a function that adds one
   */
  count<Kind extends string>({ kinds, ...fact }: CountedFact<Kind>): (kind: Kind) => void {
    const counts = new Map<string, number>(kinds.map((kind) => [kind, 0]));
    this.add({ ...fact, isCounter: true, read: () => Object.fromEntries(counts) });
    return (kind) => void counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }

  get all(): readonly MetricSource[] {
    return [...this.#sources.values()];
  }
}
