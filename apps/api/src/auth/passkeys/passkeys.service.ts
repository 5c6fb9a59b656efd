import { Injectable } from '@nestjs/common';
import type { Passkey, WebAuthnJson } from '@pixelboxx/shared';
import type { Passkey as PasskeyRow, Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { isUniqueViolation } from '../../platform/database/unique-violation.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { lockPrincipal } from '../../users/index.ts';
import { NoticesService, SecurityEventsService } from '../activity/index.ts';
import { ProvenFactorsService } from '../mfa/index.ts';
import { SignInMethods } from '../passwords/index.ts';
import { PasskeyChallengesService } from './passkey-challenges.service.ts';
import { RelyingPartyService } from './relying-party.service.ts';
import { challengeIn, readAttestation } from './webauthn-responses.ts';

const passkeysMax = 20;

/** Lists, adds and removes a user's passkeys. */
@Injectable()
export class PasskeysService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly challenges: PasskeyChallengesService,
    private readonly relyingParty: RelyingPartyService,
    private readonly proven: ProvenFactorsService,
    private readonly methods: SignInMethods,
    private readonly notices: NoticesService,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  async list(userId: string): Promise<Passkey[]> {
    return (await this.rows(userId)).map(viewOf);
  }

  rows(userId: string): Promise<PasskeyRow[]> {
    return this.prisma.passkey.findMany({ where: { userId }, orderBy: { id: 'asc' } });
  }

  /** @throws AppError PASSKEY_REJECTED when the user has the maximum number, SECOND_FACTOR_GRANT_REQUIRED. */
  async creationOptions(principal: Principal): Promise<WebAuthnJson> {
    const { user, sessionId } = principal;
    await this.prisma.$transaction(async (tx) => {
      await this.proven.requireGrant(tx, await lockPrincipal(tx, principal), sessionId);
    });
    const existing = await this.rows(user.id);
    assertRoom(existing.length);
    const challenge = await this.challenges.issue('REGISTRATION', user.id);
    return { ...(await this.relyingParty.creationOptions(user, challenge, existing)) };
  }

  /** @throws AppError CHALLENGE_INVALID, PASSKEY_REJECTED, SECOND_FACTOR_GRANT_REQUIRED. */
  async add(principal: Principal, name: string, json: WebAuthnJson, context: RequestContext): Promise<Passkey> {
    const response = readAttestation(json);
    const challenge = challengeIn(response.response);
    await this.challenges.take('REGISTRATION', principal.user.id, challenge);
    const attested = await this.relyingParty.verifyAttestation(response, challenge);
    const { credential, credentialBackedUp: synced, userVerified } = attested;
    const row = await this.prisma.$transaction(async (tx) => {
      const user = await lockPrincipal(tx, principal);
      await this.proven.requireGrant(tx, user, principal.sessionId);
      assertRoom(await tx.passkey.count({ where: { userId: user.id } }));
      const added = await insert(tx, {
        userId: user.id,
        credentialId: credential.id,
        publicKey: Uint8Array.from(credential.publicKey),
        counter: credential.counter,
        transports: credential.transports ?? [],
        name,
        synced,
      });
      if (userVerified) await this.proven.note(tx, user.id, principal.sessionId);
      const event = { type: 'PASSKEY_ADDED', userId: user.id, sessionId: principal.sessionId, context } as const;
      await this.securityEvents.record(tx, event);
      await this.notices.send(tx, user, 'SIGN_IN_METHOD_ADDED', context);
      return added;
    });
    return viewOf(row);
  }

  /** @throws AppError NOT_FOUND, also for another user's passkey. LAST_SECOND_FACTOR, LAST_SIGN_IN_METHOD. */
  async remove(principal: Principal, id: string, context: RequestContext): Promise<void> {
    await this.prisma.$transaction(async (tx) => {
      const user = await lockPrincipal(tx, principal);
      const { count } = await tx.passkey.deleteMany({ where: { id, userId: principal.user.id } });
      if (count === 0) throw new AppError('NOT_FOUND');
      await this.proven.settle(tx, user);
      await this.methods.assertLeft(tx, user);
      const event = { type: 'PASSKEY_REMOVED', userId: user.id, sessionId: principal.sessionId, context } as const;
      await this.securityEvents.record(tx, event);
      await this.notices.send(tx, user, 'SIGN_IN_METHOD_REMOVED', context);
    });
  }
}

/** A credential belongs to one account, enforced by the database. */
async function insert(tx: Prisma.TransactionClient, data: Prisma.PasskeyUncheckedCreateInput): Promise<PasskeyRow> {
  try {
    return await tx.passkey.create({ data });
  } catch (error) {
    throw isUniqueViolation(error)
      ? new AppError('PASSKEY_REJECTED', { message: 'This passkey is registered already.' })
      : error;
  }
}

function assertRoom(count: number): void {
  if (count < passkeysMax) return;
  const message = `You have ${passkeysMax} passkeys, which is as many as there may be. Remove one first.`;
  throw new AppError('PASSKEY_REJECTED', { message, details: { limit: passkeysMax } });
}

function viewOf({ id, name, synced, createdAt, lastUsedAt }: PasskeyRow): Passkey {
  return { id, name, synced, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
}
