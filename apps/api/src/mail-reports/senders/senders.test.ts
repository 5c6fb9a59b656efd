import { anyText } from '@pixelboxx/config/testing/any-text';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { Webhook as Signer } from 'standardwebhooks';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MailSender, ReportedMail } from './mail-sender.ts';
import { PostmarkSender } from './postmark.ts';
import { ResendSender } from './resend.ts';
import { SesSender } from './ses.ts';
import { SnsCertificates, snsAddress } from './sns-certificates.ts';
import type { SnsMessage } from './sns-message.ts';
import type { SignedRequest } from '../../platform/http/contract/handle.decorator.ts';
import type { OutgoingGet } from '../../platform/outgoing-http/outgoing-http.ts';
import { ManualClock } from '../../../test/support/time/manual-clock.ts';
import { makeSigning, type Signing } from '../../../test/mail-reports/certificate.ts';
import {
  bounceOf,
  certificateUrl,
  complaintOf,
  host,
  signedMessage,
  topicArn,
} from '../../../test/mail-reports/sns-topic.ts';

const at = new Date('2026-11-23T16:07:00Z');
const day = 86_400_000;
const address = 'ada@example.com';

/** Turns a refusal into a rejected promise, whether or not the sender is asynchronous. */
async function readBy(sender: MailSender, request: SignedRequest): Promise<ReportedMail> {
  return await sender.read(request);
}

describe('Amazon SES by SNS', () => {
  let signing: Signing;
  let stranger: Signing;
  let asked: string[];
  let certificate: string;
  let sender: SesSender;

  beforeAll(() => {
    signing = makeSigning(new Date(at.getTime() - day), new Date(at.getTime() + day));
    stranger = makeSigning(new Date(at.getTime() - day), new Date(at.getTime() + day));
  });

  function makeSender(now = at): SesSender {
    asked = [];
    certificate = signing.certificate;
    const http = {
      get: ({ url }: OutgoingGet) => {
        asked.push(url.href);
        return Promise.resolve({ status: 200, body: Buffer.from(certificate) });
      },
    };
    return new SesSender({ topicArn, host }, new SnsCertificates(http, host, new ManualClock(now.getTime())), http);
  }
  const read = async (message: object, by = (sender = makeSender())) =>
    by.read({ text: JSON.stringify(message), headers: {} });
  const signed = (changes: Partial<SnsMessage> = {}, by = signing) => signedMessage(by, at, changes);

  it('tells of an address that does not exist, and of a reader who complained', async () => {
    const bounced = await read(signed({ Message: bounceOf(address) }));
    expect(bounced).toMatchObject({ at, reports: [{ address, reason: 'BOUNCE' }] });
    const complained = await read(signed({ Message: complaintOf(address) }));
    expect(complained.reports).toEqual([{ address, reason: 'COMPLAINT' }]);
  });

  it('ignores full mailboxes, withdrawn complaints, and other notifications', async () => {
    const others = [bounceOf(address, 'Transient'), complaintOf(address, 'not-spam'), '{"eventType":"Delivery"}'];
    for (const Message of others) expect((await read(signed({ Message }))).reports).toEqual([]);
  });

  it('[M1] refuses a message with any signed field changed', async () => {
    const good = signed({ Message: bounceOf(address), Subject: 'Mail' });
    const fields = ['Message', 'MessageId', 'Subject', 'Timestamp', 'Type'] as const;
    const others: Record<(typeof fields)[number], string> = {
      Message: bounceOf('eve@example.com'),
      MessageId: 'another',
      Subject: 'Other',
      Timestamp: new Date(at.getTime() + 1000).toISOString(),
      Type: 'UnsubscribeConfirmation',
    };
    for (const field of fields) {
      await expect(read({ ...good, [field]: others[field] })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await expect(read(good)).resolves.toMatchObject({ id: good.MessageId });
  });

  it('[M1] refuses a foreign, missing or older-version signature, and an expired certificate', async () => {
    await expect(read(signed({}, stranger))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(read({ ...signed(), Signature: '' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(read(signed({ SignatureVersion: '1' }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const late = makeSender(new Date(at.getTime() + 2 * day));
    await expect(read(signed(), late)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('[M2] requests no certificate for another topic or at an address outside of SNS', async () => {
    await expect(read(signed({ TopicArn: `${topicArn}2` }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(asked).toEqual([]);
    const elsewhere = [
      'https://evil.example/SimpleNotificationService-9c6465fa7f48f5ca.pem',
      certificateUrl.replace('https:', 'http:'),
      certificateUrl.replace(host, `${host}.evil.example`),
      certificateUrl.replace(host, `${host}:8443`),
      certificateUrl.replace('https://', 'https://evil@'),
      certificateUrl.replace('eu-central-1', 'us-east-1'),
      certificateUrl.replace('/Simple', '/files/Simple'),
      `${certificateUrl}?redirect=https://evil.example`,
      'https://169.254.169.254/latest/meta-data',
    ];
    for (const SigningCertURL of elsewhere) {
      await expect(read(signed({ SigningCertURL }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(asked).toEqual([]);
    }
  });

  it('[M2] does not accept an SNS address with another host', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string(), (url, text) => {
        for (const tried of [url, text, `https://${host}${text}`, `https://${text}${host}`]) {
          const found = snsAddress(tried, host);
          expect(found === null || (found.protocol === 'https:' && found.host === host)).toBe(true);
        }
      }),
      { seed: 20_261_128 },
    );
  });

  it('caches a certificate, and requests it again after a failure', async () => {
    await read(signed());
    await read(signed(), sender);
    expect(asked).toEqual([certificateUrl]);
    const broken = makeSender();
    certificate = 'no certificate';
    await expect(read(signed(), broken)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    certificate = signing.certificate;
    await expect(read(signed(), broken)).resolves.toMatchObject({ at });
  });

  it('confirms its subscription only at an address of SNS', async () => {
    const SubscribeURL = `https://${host}/?Action=ConfirmSubscription&Token=t`;
    const confirmation = { Type: 'SubscriptionConfirmation', Token: 't' } as const;
    expect((await read(signed({ ...confirmation, SubscribeURL }))).reports).toEqual([]);
    expect(asked).toEqual([certificateUrl, SubscribeURL]);
    const elsewhere = signed({ ...confirmation, SubscribeURL: 'https://evil.example/' });
    await expect(read(elsewhere)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(asked).toEqual([certificateUrl]);
  });
});

describe('Resend', () => {
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const sender = new ResendSender({ secret }, new ManualClock(at.getTime()));
  const read = (given: SignedRequest) => readBy(sender, given);
  const bounced = JSON.stringify({
    type: 'email.bounced',
    created_at: at.toISOString(),
    data: { to: [address], bounce: { type: 'Permanent', subType: 'General' } },
  });

  function request(text: string, { key = secret, time = at, id = 'msg_1' } = {}) {
    const headers = {
      'svix-id': id,
      'svix-timestamp': String(Math.floor(time.getTime() / 1000)),
      'svix-signature': `v1,bm90aGluZw== ${new Signer(key).sign(id, time, text)}`,
    };
    return { text, headers };
  }

  it('reports an address that does not exist, with any one valid signature', async () => {
    expect(await read(request(bounced))).toEqual({ id: 'msg_1', at, reports: [{ address, reason: 'BOUNCE' }] });
  });

  it('ignores temporary failures and other notifications', async () => {
    const others = [bounced.replace('Permanent', 'Transient'), bounced.replace('email.bounced', 'email.delivered')];
    for (const text of others) expect((await read(request(text))).reports).toEqual([]);
    const complained = await read(request(bounced.replace('email.bounced', 'email.complained')));
    expect(complained.reports).toEqual([{ address, reason: 'COMPLAINT' }]);
  });

  it('[M1] refuses a body that differs in any byte from the signed one', async () => {
    const good = request(bounced);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('text', 'svix-id', 'svix-timestamp', 'svix-signature'),
        fc.nat(),
        fc.constantFrom('0', 'x', '"', ' '),
        async (part, position, character) => {
          const change = (value: string) => {
            const index = position % value.length;
            return value.slice(0, index) + character + value.slice(index + 1);
          };
          const before = part === 'text' ? good.text : good.headers[part];
          // The first signature is invalid to begin with.
          const after = part === 'svix-signature' ? change(before.replace(/^\S+ /, '')) : change(before);
          fc.pre(after !== before && !before.endsWith(after));
          const changed =
            part === 'text' ? { ...good, text: after } : { ...good, headers: { ...good.headers, [part]: after } };
          await expect(read(changed)).rejects.toMatchObject({ code: 'FORBIDDEN' });
        },
      ),
      { seed: 20_261_128 },
    );
  });

  it('[M1] refuses another secret, a missing header, and a time too far in the past or future', async () => {
    const other = `whsec_${randomBytes(24).toString('base64')}`;
    await expect(read(request(bounced, { key: other }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const minutes of [-6, 6]) {
      const time = new Date(at.getTime() + minutes * 60_000);
      await expect(read(request(bounced, { time }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await expect(read({ text: bounced, headers: {} })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('Postmark', () => {
  const sender = new PostmarkSender({ user: 'postmark', password: 'a-password-of-twenty-four-characters' });
  const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;
  const authorization = basic('postmark:a-password-of-twenty-four-characters');
  const bounced = {
    RecordType: 'Bounce',
    Type: 'HardBounce',
    MessageID: 'm',
    Email: address,
    BouncedAt: at.toISOString(),
  };
  const read = (told: object, given = authorization) =>
    readBy(sender, { text: JSON.stringify(told), headers: { authorization: given } });

  it('tells of an address that does not exist, and of a reader who complained', async () => {
    expect(await read(bounced)).toMatchObject({ at, reports: [{ address, reason: 'BOUNCE' }] });
    const complained = await read({ ...bounced, RecordType: 'SpamComplaint' });
    expect(complained.reports).toEqual([{ address, reason: 'COMPLAINT' }]);
    expect((await read({ ...bounced, Type: 'SoftBounce' })).reports).toEqual([]);
  });

  it('[M1] is authenticated by its password', async () => {
    const wrong = [
      '',
      'Basic',
      basic('postmark:'),
      basic(':a-password-of-twenty-four-characters'),
      `${authorization}=`,
    ];
    for (const given of wrong) await expect(read(bounced, given)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

async function refusalOf(sender: MailSender, request: SignedRequest): Promise<unknown> {
  try {
    return await sender.read(request);
  } catch (error) {
    return error;
  }
}

describe('an arbitrary request to a mail-report endpoint', () => {
  it('[M1] is refused with a code of the contract, and never accepted', async () => {
    const http = { get: () => Promise.reject(new Error('Nobody is to be asked')) };
    const senders = [
      new SesSender({ topicArn, host }, new SnsCertificates(http, host, new ManualClock(at.getTime())), http),
      new ResendSender({ secret: `whsec_${randomBytes(24).toString('base64')}` }, new ManualClock(at.getTime())),
      new PostmarkSender({ user: 'a', password: 'a-password-of-twenty-four-characters' }),
    ];
    const texts = fc.oneof(anyText(), fc.json(), fc.constant('['.repeat(5000)));
    await fc.assert(
      fc.asyncProperty(texts, fc.dictionary(fc.string(), fc.string()), async (text, headers) => {
        for (const sender of senders) {
          const refusal = await refusalOf(sender, { text, headers });
          expect(['FORBIDDEN', 'MALFORMED_JSON', 'VALIDATION_ERROR']).toContain(
            refusal instanceof Error && 'code' in refusal ? refusal.code : null,
          );
        }
      }),
      { seed: 20_261_128 },
    );
  });
});
