import { type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace';
import { takeSpanId } from './given-span-id.ts';

/** Generates random ids, except for a span whose id is given. */
export class GivenIds implements IdGenerator {
  readonly #random = new RandomIdGenerator();

  generateTraceId(): string {
    return this.#random.generateTraceId();
  }

  generateSpanId(): string {
    return takeSpanId() ?? this.#random.generateSpanId();
  }
}
