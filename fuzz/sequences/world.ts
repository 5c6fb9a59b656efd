import { isDeepStrictEqual } from 'node:util';
import { Fault } from '../check/fault.ts';
import { checkByContract, type Contract } from '../check/by-contract.ts';
import type { HeaderField, HttpResponse } from '../http/message.ts';
import { NoResponse } from '../http/client.ts';
import { type ApiPrincipal, cookiesOf, type TestUser } from '../run/users.ts';

export interface Item {
  readonly id: string;
  isThere: boolean;
}

export interface PartialUpload {
  readonly id: string;
  /** The number of bytes that the server has confirmed. */
  offset: number;
  isThere: boolean;
}

export interface Session {
  readonly access: string;
  readonly refresh: string;
  isLive: boolean;
}

/** What must be true of one account, step by step. */
export interface Model {
  readonly uploads: Item[];
  readonly resumables: PartialUpload[];
  readonly sessions: Session[];
  displayName: string | null;
  isDeleted: boolean;
}

export interface Step {
  readonly method: string;
  readonly target: string;
  readonly body?: unknown;
  readonly bytes?: Buffer;
  readonly headers?: readonly HeaderField[];
  readonly session?: Session;
}

/** The account of a sequence, and the client for it. */
export class World {
  readonly user: TestUser;
  readonly image: Buffer;
  readonly #api: ApiPrincipal;
  readonly #contract: Contract;
  sent = 0;

  constructor(api: ApiPrincipal, contract: Contract, user: TestUser, image: Buffer) {
    this.#api = api;
    this.#contract = contract;
    this.user = user;
    this.image = image;
  }

  /** Performs a step as the account, and checks the response against the contract. @throws Fault */
  async take({ method, target, body, bytes, headers, session }: Step): Promise<HttpResponse> {
    const user = session ?? this.user;
    this.sent += 1;
    const call = { user, ...(body !== undefined && { body }), ...(bytes && { bytes }), ...(headers && { headers }) };
    const response = await this.#api.call(method, target, call).catch((error: unknown) => {
      throw error instanceof NoResponse ? new Fault(`no answer (${error.kind})`, `${method} ${target}`) : error;
    });
    const request = { method, target, headers: [], body: null };
    checkByContract(this.#contract, { principal: 'user', request, response });
    const { pbx_access: access, pbx_refresh: refresh } = cookiesOf(response);
    if (!session && access && refresh) Object.assign(this.user, { access, refresh });
    return response;
  }
}

/** @throws Fault if the result differs from what the previous steps require */
export function expectStatus(response: HttpResponse, step: string, ...expected: number[]): void {
  if (!expected.includes(response.status))
    throw new Fault(`${step} answers ${response.status} instead of ${expected.join(' or ')}`, textOf(response));
}

export function expectSame(step: string, actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected))
    throw new Fault(
      `${step} is not what was stored`,
      `${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`,
    );
}

export const textOf = ({ body }: HttpResponse): string => body.toString('utf8').slice(0, 300);

export function dataIn(response: HttpResponse): Record<string, unknown> {
  const { data } = JSON.parse(response.body.toString('utf8')) as { data?: Record<string, unknown> };
  return data ?? {};
}
