import { z } from 'zod';
import { Timestamp } from './fields/fields.ts';
import { endpoint } from './http/endpoint.ts';
import { rateLimits } from './rate-limits.ts';

/*
 * While the service is under attack, what costs it much is done for those who have worked for it first: a request to an
 * endpoint with `proof` is answered 403 `PROOF_REQUIRED` with a puzzle in `details.puzzle`, and repeated with the solution
 * in the header `Pixelboxx-Proof` (docs/adr/0035).
 */

/** When puzzles are asked for: never, while there is an attack, always. */
export const ProofMode = z.enum(['OFF', 'AUTO', 'ON']).meta({ id: 'ProofMode' });
export type ProofMode = z.infer<typeof ProofMode>;

export const ProofOfWork = z
  .object({
    /** What counts: what an administrator chose, else what is configured. */
    mode: ProofMode,
    /** What the settings of the service say. */
    configuredMode: ProofMode,
    /** Null while the configured mode counts. */
    chosenMode: ProofMode.nullable(),
    chosenAt: Timestamp.nullable(),
    /** Whether puzzles are asked for right now. */
    isActive: z.boolean(),
    /** Attempts of the last minute that look like an attack: refused or failed ones, sign-ups, emails asked for. */
    attempts: z.int().nonnegative(),
    /** With the mode `AUTO`, more attempts than this in a minute are an attack. */
    threshold: z.int().positive(),
  })
  .meta({ id: 'ProofOfWork' });
export type ProofOfWork = z.infer<typeof ProofOfWork>;

/** Null goes back to what is configured. */
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
