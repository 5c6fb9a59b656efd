/** Which service sends our mail and reports bounces and complaints, and how it authenticates. */
export type MailReportsConfig =
  | { readonly sender: 'ses'; readonly topicArn: string; readonly region: string; readonly partition: string }
  | { readonly sender: 'postmark'; readonly user: string; readonly password: string }
  | { readonly sender: 'resend'; readonly secret: string };

const topic = /^arn:(?<partition>aws|aws-cn):sns:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):\d{12}:[\w-]{1,256}$/;

/** `whsec_` and at least 24 bytes (https://www.standardwebhooks.com, "Signature scheme"). */
const webhookSecret = /^whsec_[A-Za-z0-9+/]{32,100}={0,2}$/;

/** Long enough not to be guessed, and without the separator of user and password. */
const password = /^[\x21-\x39\x3b-\x7e]{24,200}$/;

/**
 * `ses:<ARN of the SNS topic>`, `postmark:<user>:<password>` or `resend:<signing secret>`; null if nobody reports. Adds faults
 * to `faults`, without the given value.
 */
export function readMailReports(faults: string[], value: string | undefined): MailReportsConfig | null {
  if (value === undefined) return null;
  const [sender = '', ...rest] = value.split(':');
  const config = parse(sender, rest.join(':'));
  if (!config) {
    faults.push(
      'MAIL_REPORTS must be ses:<ARN of the SNS topic>, postmark:<user>:<password of 24 characters or more> or resend:<whsec_ secret>',
    );
  }
  return config;
}

function parse(sender: string, rest: string): MailReportsConfig | null {
  if (sender === 'ses') {
    const { region, partition } = topic.exec(rest)?.groups ?? {};
    return region && partition ? { sender, topicArn: rest, region, partition } : null;
  }
  if (sender === 'postmark') {
    const [user = '', secret = '', ...more] = rest.split(':');
    return user !== '' && password.test(secret) && more.length === 0 ? { sender, user, password: secret } : null;
  }
  return sender === 'resend' && webhookSecret.test(rest) ? { sender, secret: rest } : null;
}
