import { OpenIdServer } from '@pixelboxx/config/testing/openid-server';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { IdentitySignInService } from '../../../src/auth/identities/identity-sign-in.service.ts';
import { SignInMethods } from '../../../src/auth/passwords/sign-in-methods.service.ts';
import { useApp } from '../../support/use-app.ts';
import { redirectUriOf } from '../identity-users.ts';
import { assertInvariants, type Choice, identityActs } from './identity-acts.ts';
import { IdentityWorld } from './identity-world.ts';

/** `IDENTITY_SEQUENCES=500` plays more; `IDENTITY_SEED` replays what a failure of this test named. */
const sequences = Number(process.env['IDENTITY_SEQUENCES'] ?? 2);
const seed = Number(process.env['IDENTITY_SEED'] ?? 20_261_128);
const timeoutMs = 60_000 + sequences * 5_000;

const provider = new OpenIdServer('acme');
beforeAll(() => provider.start(redirectUriOf(provider.id)));
const running = useApp(() => ({ OIDC_PROVIDERS: JSON.stringify([provider.config]) }));
afterAll(() => provider.stop());

type Name = keyof typeof identityActs;
type Step = Choice & { readonly name: Name };

const step = fc.record<Step>({
  name: fc.constantFrom(...(Object.keys(identityActs) as Name[])),
  browser: fc.nat({ max: 3 }),
  somebody: fc.nat({ max: 2 }),
  pick: fc.nat({ max: 5 }),
});
/** Each round at the same time, one round after the other. */
const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 5, maxLength: 14, size: 'max' });

async function play(plan: readonly (readonly Step[])[]): Promise<void> {
  const world = await IdentityWorld.begin({ running, provider });
  for (const round of plan) {
    await Promise.all(round.map(({ name, ...choice }) => identityActs[name](world, choice)));
    await assertInvariants(world);
  }
}

describe('several browsers with several accounts at a provider, at the same time', () => {
  it(
    'leave each identity with one account, each account with a way in, and each response with one use',
    async () => {
      const result = await fc.check(fc.asyncProperty(rounds, play), { seed, numRuns: sequences });
      const report = `${String(result.errorInstance)}\n${fc.defaultReportMessage(result) ?? ''}`;
      expect(result.failed ? report : null).toBeNull();
    },
    timeoutMs,
  );

  const playOne = (somebody: number, ...names: Name[]) =>
    play(names.map((name) => [{ name, browser: 1, somebody, pick: 1 }]));

  it('are found out by the model when the last way in can be unlinked', async () => {
    const check = vi.spyOn(running.app.get(SignInMethods), 'assertLeft').mockResolvedValue();
    await expect(playOne(1, 'signsInBy', 'registersBy', 'unlinks')).rejects.toThrow(/has no way in/);
    check.mockRestore();
  });

  it('are found out by the model when an address opens an account', async () => {
    const { prisma } = running;
    const check = vi.spyOn(running.app.get(IdentitySignInService), 'accountOf').mockImplementation(async (proven) => {
      const user = await prisma.user.findUniqueOrThrow({ where: { email: proven.email ?? '' } });
      const { issuer, subject } = proven;
      return prisma.identity.create({ data: { userId: user.id, provider: 'acme', issuer, subject } });
    });
    await expect(playOne(0, 'signsInBy')).rejects.toThrow(/opened an account that was never linked/);
    check.mockRestore();
  });
});
