import fc from 'fast-check';
import { forwardedTarget, isForwarded } from './forwarding.ts';
import { Fault } from '../check/fault.ts';
import { isOverloaded, checkByContract, checkPage, type Exchange } from '../check/by-contract.ts';
import { casesOf, type FuzzCase } from '../generate/case.ts';
import { fillIn } from '../generate/placeholders.ts';
import { aiStrays, apiStrays, webPages } from '../generate/strays.ts';
import { HttpClient, NoResponse } from '../http/client.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { MalformedResponse } from '../http/response-parser.ts';
import { showRequest } from './show.ts';
import type { Stage } from './stage.ts';
import type { Tier } from './tier.ts';

/** The maximum share of `OVERLOADED` in a tier's responses: more means that the limit is not where it is documented. */
const maxOverloadedShare = 0.05;

/** Sends requests to one service and counts the outcomes. */
export class Carrier {
  readonly client: HttpClient;
  #answered = 0;
  #overloaded = 0;

  constructor(port: number) {
    this.client = new HttpClient(port);
  }

  /** @throws Fault if there is no response, or it is not HTTP */
  async send(request: HttpRequest): Promise<HttpResponse> {
    const hasHost = request.headers.some(([name]) => name === 'host');
    const headers = hasHost ? request.headers : [['host', 'localhost'] as const, ...request.headers];
    try {
      const response = await this.client.send({ ...request, headers });
      this.#answered += 1;
      if (isOverloaded(response)) this.#overloaded += 1;
      return response;
    } catch (error) {
      if (error instanceof NoResponse) throw new Fault(`no answer (${error.kind})`, error.message);
      if (error instanceof MalformedResponse) throw new Fault('not HTTP', error.message);
      throw error;
    }
  }

  /** Whether clients were asked to wait more often than the load explains. */
  get isOverloadedTooOften(): boolean {
    return this.#overloaded > 20 && this.#overloaded > this.#answered * maxOverloadedShare;
  }
}

/** Deleting the account would leave no user for the remaining requests. */
const keepsTheAccount = 'DELETE /v1/users/me';

function tierOf(
  name: string,
  stage: Stage,
  carrier: Carrier,
  cases: fc.Arbitrary<FuzzCase>,
  check: (exchange: Exchange) => void,
): Tier<FuzzCase> {
  return {
    name,
    cases,
    concurrency: 12,
    operationOf: ({ operation }) => operation,
    async execute({ principal, operation, request }) {
      const known = stage.users.knownTo(principal);
      const filled = fillIn(request, operation === keepsTheAccount ? { ...known, password: 'not this one' } : known);
      const response = await carrier.send(filled);
      stage.users.observe(principal, filled.target, response);
      check({ principal, request: filled, response });
      return 1;
    },
    describe: ({ principal, request }) => showRequest(principal, request),
    whatEnded: () => stage.services.whatEnded([stage.api, stage.web, stage.ai]),
  };
}

const evenly = (cases: readonly fc.Arbitrary<FuzzCase>[]): fc.Arbitrary<FuzzCase> => fc.oneof(...cases);

function apiCases(stage: Stage): fc.Arbitrary<FuzzCase> {
  const contracted = evenly(stage.apiContract.operations.map((spec) => casesOf(spec, stage.images)));
  return fc.oneof({ weight: 9, arbitrary: contracted }, { weight: 1, arbitrary: apiStrays });
}

export function apiTier(stage: Stage, carrier: Carrier): Tier<FuzzCase> {
  return tierOf('api', stage, carrier, apiCases(stage), (exchange) => checkByContract(stage.apiContract, exchange));
}

export function webTier(stage: Stage, carrier: Carrier): Tier<FuzzCase> {
  const cases = fc.oneof({ weight: 5, arbitrary: apiCases(stage) }, { weight: 4, arbitrary: webPages });
  return tierOf('web', stage, carrier, cases, (exchange) => {
    const { request } = exchange;
    if (!isForwarded(request.target)) return checkPage(exchange);
    const seen = { ...request, target: forwardedTarget(request.target) };
    checkByContract(stage.apiContract, { ...exchange, request: seen });
  });
}

/** The ai-service's token identifies a principal; its operations are public in the contract, which is about users. */
export function aiTier(stage: Stage, carrier: Carrier): Tier<FuzzCase> {
  const contracted = evenly(stage.aiContract.operations.map((spec) => casesOf(spec, stage.images)));
  const cases = fc
    .oneof({ weight: 9, arbitrary: contracted }, { weight: 1, arbitrary: aiStrays })
    .map(({ principal, operation, request }): FuzzCase => ({
      principal,
      operation,
      request: withToken(principal, request),
    }));
  const tier = tierOf('ai', stage, carrier, cases, (exchange) => checkByContract(stage.aiContract, exchange));
  return { ...tier, concurrency: 6 };
}

function withToken(principal: string, request: HttpRequest): HttpRequest {
  const others = request.headers.filter(([name, value]) => name !== 'authorization' || !value.endsWith('{{access}}'));
  return principal === 'nobody'
    ? request
    : { ...request, headers: [['authorization', 'Bearer {{aiToken}}'], ...others] };
}
