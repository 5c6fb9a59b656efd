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
  /** It only grows while the process lives: a counter, not a gauge. */
  readonly isCounter?: boolean;
}

/** What is counted as it happens, by one of few words. */
export interface CountedFact<Kind extends string> {
  /** As Prometheus names: `pixelboxx_<what>_total`. */
  readonly name: string;
  readonly help: string;
  readonly label: string;
  /** All that are known: they begin with 0, so that the first one is seen to be one more. */
  readonly kinds: readonly Kind[];
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

  /**
   * For what no row says how often it happened. Of a transaction, to be called after its commit (`afterCommit`).
   * @returns what counts one more
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
