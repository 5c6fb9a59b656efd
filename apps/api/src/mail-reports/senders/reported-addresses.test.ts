import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { Webhook as Signer } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { ReportedMail } from './mail-sender.ts';
import { PostmarkSender } from './postmark.ts';
import { ResendSender } from './resend.ts';
import { SesSender } from './ses.ts';
import { SnsCertificates } from './sns-certificates.ts';
import { anyAddress } from '../../../test/emails/any-address.ts';
import { makeSigning } from '../../../test/mail-reports/certificate.ts';
import { host, signedMessage, topicArn } from '../../../test/mail-reports/sns-topic.ts';
import { ManualClock } from '../../../test/support/time/manual-clock.ts';

const at = new Date('2026-11-23T16:07:00Z');
const day = 86_400_000;
const clock = new ManualClock(at.getTime());

type Tell = (addresses: readonly string[]) => Promise<ReportedMail> | ReportedMail;

function byResend(): Tell {
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const sender = new ResendSender({ secret }, clock);
  return (to) => {
    const bounce = { type: 'Permanent' };
    const text = JSON.stringify({ type: 'email.bounced', created_at: at.toISOString(), data: { to, bounce } });
    const signature = new Signer(secret).sign('msg_1', at, text);
    const headers = {
      'svix-id': 'msg_1',
      'svix-timestamp': String(at.getTime() / 1000),
      'svix-signature': signature,
    };
    return sender.read({ text, headers });
  };
}

function bySes(): Tell {
  const signing = makeSigning(new Date(at.getTime() - day), new Date(at.getTime() + day));
  const http = { get: () => Promise.resolve({ status: 200, body: Buffer.from(signing.certificate) }) };
  const sender = new SesSender({ topicArn, host }, new SnsCertificates(http, host, clock), http);
  return (addresses) => {
    const bouncedRecipients = addresses.map((emailAddress) => ({ emailAddress }));
    const Message = JSON.stringify({ eventType: 'Bounce', bounce: { bounceType: 'Permanent', bouncedRecipients } });
    return sender.read({ text: JSON.stringify(signedMessage(signing, at, { Message })), headers: {} });
  };
}

/** Reports one address at a time. */
function byPostmark(): Tell {
  const [user, password] = ['postmark', 'a-password-of-twenty-four-characters'];
  const sender = new PostmarkSender({ user, password });
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return (addresses) => {
    const told = addresses.map((Email) => {
      const report = { RecordType: 'Bounce', Type: 'HardBounce', MessageID: 'm', Email, BouncedAt: at.toISOString() };
      return sender.read({ text: JSON.stringify(report), headers: { authorization } });
    });
    return { id: 'm', at, reports: told.flatMap(({ reports }) => reports) };
  };
}

describe.each([
  ['Resend', byResend],
  ['Amazon SES', bySes],
  ['Postmark', byPostmark],
])('a report by %s', (_name, telling) => {
  it('is accepted for any address that an account may have, in any case', async () => {
    const tell = telling();
    await fc.assert(
      fc.asyncProperty(fc.array(anyAddress, { minLength: 1, maxLength: 3 }), async (addresses) => {
        const expected = addresses.map((address) => ({ address, reason: 'BOUNCE' }));
        expect((await tell(addresses)).reports).toEqual(expected);
        expect((await tell(addresses.map((address) => address.toUpperCase()))).reports).toEqual(expected);
      }),
      { seed: 20_261_130 },
    );
  });

  it('is accepted for the other addresses if one is invalid', async () => {
    const told = ['mailer-daemon', 'ada@example.com', '"Ada" <ada@example.com>', ''];
    expect((await telling()(told)).reports).toEqual([{ address: 'ada@example.com', reason: 'BOUNCE' }]);
  });
});
