import type { EndpointData, EndpointSpec, StreamEvent } from '@pixelboxx/shared';
import { followStream, type Followed, type FollowInput } from './follower.ts';
import { renewing } from './renewing.ts';
import { request, unreadable, type CallArguments, type TransportInput, type TransportOptions } from './transport.ts';

export { ApiError } from './api-error.ts';
export type { Followed, FollowInput } from './follower.ts';

export interface ClientOptions extends TransportOptions {
  /**
   * Called when a call that needs a session fails with 401 `UNAUTHENTICATED`. Resolve to true after renewing the
   * session to repeat the call once; with false the call throws the 401.
   */
  renewSession?: () => Promise<boolean>;
}

export type Client = <Spec extends EndpointSpec>(
  spec: Spec,
  ...input: CallArguments<Spec>
) => Promise<EndpointData<Spec>>;

/**
 * The typed client by contract, for servers and tests, which load the contracts anyway:
 * `await client(authEndpoints.login, { body: { identifier, password } })`. It validates responses and drops what the
 * contract does not declare. The schemas come from the spec; this module does not load the validation library.
 * @throws ApiError for every failure; an abort rejects with the signal's reason.
 */
export function createClient({ renewSession, ...transport }: ClientOptions = {}): Client {
  const withSession = renewSession && renewing({ renewSession });
  return (spec, ...[input]) => {
    const call = () => send(transport, spec, input ?? {});
    return withSession && spec.access !== 'public' ? withSession(call) : call();
  };
}

/**
 * As `createFollower` of the other client, by contract. It passes on only the declared fields of each event, and drops
 * events that this contract does not know.
 */
export function createFollower({ renewSession, ...transport }: ClientOptions = {}) {
  return async function* follow<Spec extends EndpointSpec>(
    spec: Spec,
    ...[input]: CallArguments<Spec> extends [input?: unknown] ? [input?: FollowInput<Spec>] : [input: FollowInput<Spec>]
  ): AsyncGenerator<Followed<StreamEvent<Spec>>, void, undefined> {
    const renewal = renewSession && { renewSession };
    for await (const followed of followStream({ ...transport, renewal }, spec, input ?? {})) {
      if (followed.kind === 'gap') {
        yield followed;
        continue;
      }
      const event = spec.stream?.safeParse(followed.event);
      if (event?.success) yield { ...followed, event: event.data as StreamEvent<Spec> };
    }
  };
}

async function send<Spec extends EndpointSpec>(
  options: TransportOptions,
  spec: Spec,
  input: TransportInput,
): Promise<EndpointData<Spec>> {
  const { status, data } = await request(options, spec, input);
  if (!spec.data) return undefined as EndpointData<Spec>;
  const checked = spec.data.safeParse(data);
  if (!checked.success) throw unreadable(status, checked.error);
  return checked.data as EndpointData<Spec>;
}
