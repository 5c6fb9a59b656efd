import type { WebAuthnJson } from '@pixelboxx/shared';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import { AppError } from '../../platform/errors/app-error.ts';

/** A credential id has at most 1023 bytes (WebAuthn Level 3, 4). */
const CredentialId = z.base64url().min(1).max(1364);
const Bytes = z.base64url().max(60_000);

const Attestation = z.object({
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: Bytes,
    attestationObject: Bytes,
    transports: z
      .array(z.string().regex(/^[a-z-]{1,32}$/))
      .max(10)
      .optional(),
  }),
});

const Assertion = z.object({
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: Bytes,
    authenticatorData: Bytes,
    signature: Bytes,
    userHandle: Bytes.nullish(),
  }),
});

const ClientData = z.object({ challenge: z.string().min(1).max(200) });

/** Reads the fields we use from the result of `navigator.credentials.create`. @throws AppError PASSKEY_REJECTED. */
export function readAttestation(json: WebAuthnJson): RegistrationResponseJSON {
  const { response, ...credential } = parse(Attestation, json);
  const { transports, ...rest } = response;
  return { ...credential, response: { ...rest, ...(transports && { transports }) }, clientExtensionResults: {} };
}

/** Reads the fields we use from the result of `navigator.credentials.get`. @throws AppError PASSKEY_REJECTED. */
export function readAssertion(json: WebAuthnJson): AuthenticationResponseJSON {
  const { response, ...credential } = parse(Assertion, json);
  const { userHandle, ...rest } = response;
  return { ...credential, response: { ...rest, ...(userHandle && { userHandle }) }, clientExtensionResults: {} };
}

/** The challenge that the browser claims was signed; only the signature proves it. @throws AppError PASSKEY_REJECTED. */
export function challengeIn({ clientDataJSON }: { clientDataJSON: string }): string {
  try {
    const clientData: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
    return parse(ClientData, clientData).challenge;
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('PASSKEY_REJECTED', { cause });
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new AppError('PASSKEY_REJECTED', { cause: parsed.error });
  return parsed.data;
}
