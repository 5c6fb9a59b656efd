import { ApiError } from './api-error.ts';
import type { EndpointData, EndpointInput, EndpointSpec } from './endpoint.ts';
import { type CallOptions, carry, type TransportInput, type TransportOptions, unreadable } from './transport.ts';

export interface ClientOptions extends TransportOptions {
  /**
   * Called when a call that needs a session answers 401 `UNAUTHENTICATED`. Resolve true after renewing the session to
   * have the call repeated once; false lets the 401 through.
   */
  renewSession?: () => Promise<boolean>;
}

/** What follows the endpoint in a call of the client. */
export type CallArguments<Spec extends EndpointSpec> = keyof EndpointInput<Spec> extends never
  ? [input?: CallOptions]
  : [input: EndpointInput<Spec> & CallOptions];

export type Client = <Spec extends EndpointSpec>(
  spec: Spec,
  ...input: CallArguments<Spec>
) => Promise<EndpointData<Spec>>;

/**
 * The typed client: `await client(authEndpoints.login, { body: { identifier, password } })` resolves to the endpoint's
 * data. Throws `ApiError` for every failure; an abort rejects with the signal's reason.
 */
export function createClient(options: ClientOptions = {}): Client {
  return (spec, ...[input]) => {
    const attempt = () => send(options, spec, input ?? {});
    return attempt().catch(async (error: unknown) => {
      const renewable = spec.access !== 'public' && error instanceof ApiError && error.code === 'UNAUTHENTICATED';
      if (!renewable || !(await options.renewSession?.())) throw error;
      return attempt();
    });
  };
}

async function send<Spec extends EndpointSpec>(
  options: TransportOptions,
  spec: Spec,
  input: TransportInput,
): Promise<EndpointData<Spec>> {
  const { status, data } = await carry(options, spec, input);
  if (!spec.data) return undefined as EndpointData<Spec>;
  const checked = spec.data.safeParse(data);
  if (!checked.success) throw unreadable(status, checked.error);
  return checked.data as EndpointData<Spec>;
}
