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
  /** Bytes that the server has said it has. */
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

/** The account that a sequence has for itself, and the way to it. */
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

  /** Takes a step in the name of the account, and checks the response by the contract. @throws Fault */
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

/** @throws Fault when the step ended otherwise than the steps before it demand */
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
