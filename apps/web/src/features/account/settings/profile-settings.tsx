'use client';
import { Button, Card, TextField, type Elements } from '@pixelboxx/ui';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { AvatarEditor } from '@/features/profile/index.ts';
import { useReadableEmail } from '@/lib/email-addresses/use-readable-email.ts';
import { nameOf } from '@/lib/format/name-of.ts';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';
import { TextLink } from '@/components/layout/page-link.tsx';
import { OpeningForm } from '@/components/forms/opening-form.tsx';
import { RemoveImage } from './remove-avatar.tsx';
import { SavedNote, type Saved } from '@/components/forms/saved-note.tsx';
import { retryImport } from '@/lib/loading/retry-import.ts';

const DisplayNameForm = dynamic(() =>
  retryImport(() => import('@/features/profile/display-name/index.ts')).then(({ DisplayNameForm }) => DisplayNameForm),
);

export function ProfileSettings() {
  const user = useCurrentUser();
  const email = useReadableEmail(user.email ?? '');
  const [imageSaved, setImageSaved] = useState<Saved>(0);
  return (
    <>
      <Section title="Picture">
        <AvatarEditor
          onSaved={() => setImageSaved((count) => count + 1)}
          actions={user.avatarUrl && <RemoveImage onRemoved={() => setImageSaved((count) => count + 1)} />}
        />
        <SavedNote saved={imageSaved}>Your picture is updated.</SavedNote>
      </Section>
      <Section title="Name">
        <p className="text-ink-soft">
          You go by <strong className="font-semibold break-words text-ink">{nameOf(user)}</strong>.
        </p>
        <OpeningForm label="Change name" savedText="Saved.">
          {({ saved, close }) => (
            <DisplayNameForm submitLabel="Save changes" onSaved={saved} takesFocus>
              <Button variant="secondary" onClick={close}>
                Cancel
              </Button>
            </DisplayNameForm>
          )}
        </OpeningForm>
      </Section>
      <Section title="Account">
        <TextField
          label="Username"
          value={user.username}
          readOnly
          autoComplete="off"
          description="Part of your address here. It cannot be changed."
        />
        <TextField
          label="E-mail"
          type="email"
          value={email}
          readOnly
          autoComplete="off"
          description="Only you and we can see it."
          aside={<TextLink href="/settings/security">Change</TextLink>}
        />
      </Section>
    </>
  );
}

function Section({ title, children }: { title: string; children: Elements }) {
  return (
    <Card className="flex flex-col gap-5">
      <h2 className="font-display text-xl font-bold">{title}</h2>
      {children}
    </Card>
  );
}
