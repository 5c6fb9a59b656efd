import { z } from 'zod';
import { Timestamp } from './fields/fields.ts';
import { endpoint } from './http/endpoint.ts';
import { rateLimits } from './rate-limits.ts';

/*
 * While the service is under attack, it does costly work first for clients that have done some work themselves: a
 * request to an endpoint with `proof` gets 403 `PROOF_REQUIRED` with a puzzle in `details.puzzle`, and the client
 * repeats it with the solution in the header `Pixelboxx-Proof` (docs/adr/0035).
 */

/** When puzzles are required: never, during an attack, always. */
export const ProofMode = z.enum(['OFF', 'AUTO', 'ON']).meta({ id: 'ProofMode' });
export type ProofMode = z.infer<typeof ProofMode>;

export const ProofOfWork = z
  .object({
    /** The mode in effect: the administrator's choice, else the configured one. */
    mode: ProofMode,
    /** The mode in the service's settings. */
    configuredMode: ProofMode,
    /** Null while the configured mode is in effect. */
    chosenMode: ProofMode.nullable(),
    chosenAt: Timestamp.nullable(),
    /** Whether puzzles are required right now. */
    isActive: z.boolean(),
    /** Attempts of the last minute that look like an attack: refused or failed ones, sign-ups, requests for emails. */
    attempts: z.int().nonnegative(),
    /** In mode `AUTO`, more attempts than this in a minute count as an attack. */
    threshold: z.int().positive(),
  })
  .meta({ id: 'ProofOfWork' });
export type ProofOfWork = z.infer<typeof ProofOfWork>;

/** Null returns to the configured mode. */
export const ChooseProofModeRequest = z
  .strictObject({ mode: ProofMode.nullable().meta({ examples: ['ON'] }) })
  .meta({ id: 'ChooseProofModeRequest' });
export type ChooseProofModeRequest = z.infer<typeof ChooseProofModeRequest>;

export const proofOfWorkEndpoints = {
  read: endpoint({
    method: 'GET',
    path: '/v1/admin/proof-of-work',
    access: 'admin',
    status: 200,
    summary: 'Whether browsers must work before they sign in or up',
    data: ProofOfWork,
  }),
  choose: endpoint({
    method: 'PUT',
    path: '/v1/admin/proof-of-work',
    access: 'admin',
    status: 200,
    summary: 'Choose when browsers must work before they sign in or up, on all replicas at once',
    body: ChooseProofModeRequest,
    data: ProofOfWork,
    rateLimit: rateLimits.admin,
    reauthentication: 'always',
    errors: ['FORBIDDEN'],
  }),
} as const;
