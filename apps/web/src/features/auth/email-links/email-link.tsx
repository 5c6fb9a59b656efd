'use client';
import { Button, type Elements } from '@pixelboxx/ui';
import { Fragment, type ReactNode } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import type { ApiAction } from '@/components/forms/use-api-action.ts';
import { AuthHeading } from '@/components/layout/auth-layout.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { useMailToken } from './use-email-token.ts';

interface MailLinkProps {
  /** How to get another link. */
  another: Elements;
  /** The page; the token is undefined until it has been read. A new token begins a new page. */
  children: (token: string | undefined) => ReactNode;
}

/** A page that an email links to. */
export function MailLink({ another, children }: MailLinkProps) {
  const t = useTexts('mail-links');
  const { token, earlier } = useMailToken();
  if (token === null) {
    return (
      <BrokenLink title={t('incomplete')} another={another}>
        {t('incompleteText')}
      </BrokenLink>
    );
  }
  // Not by the token: when it is found, the page has been visible for a while, and the user may have typed something.
  return <Fragment key={earlier}>{children(token)}</Fragment>;
}

/** A link that was used, has expired, or was replaced by a newer one: it is not known which. */
export function SpentLink({ another }: { another: Elements }) {
  const t = useTexts('mail-links');
  return (
    <BrokenLink title={t('spent')} another={another}>
      {t('spentText')}
    </BrokenLink>
  );
}

function BrokenLink({ title, another, children }: { title: string; another: Elements; children: ReactNode }) {
  return (
    <>
      <AuthHeading title={title} takesOver>
        <p>{children}</p>
      </AuthHeading>
      {another}
    </>
  );
}

interface LinkConfirmationProps {
  token: string | undefined;
  action: ApiAction<[token: string]>;
  title: string;
  label: string;
  variant?: 'primary' | 'danger';
  another: Elements;
  /** Describes what happens on the click. */
  children: ReactNode;
}

/** Performs the action of the email, on a click: programs that only open links must not trigger it. */
export function LinkConfirmation({ token, action, title, label, variant, another, children }: LinkConfirmationProps) {
  if (action.failureCode === 'TOKEN_INVALID') return <SpentLink another={another} />;
  const blocked = token === undefined || action.waitSeconds > 0;
  return (
    <>
      <AuthHeading title={title}>{children}</AuthHeading>
      <div className="flex flex-col gap-5">
        <FormAlert {...action} />
        <Button
          block
          size="large"
          variant={variant}
          loading={action.running}
          disabled={blocked}
          onClick={() => token && void action.run(token)}
        >
          {label}
        </Button>
      </div>
    </>
  );
}
