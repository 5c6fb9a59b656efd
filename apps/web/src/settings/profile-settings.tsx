'use client';
import { Card, TextField } from '@pixelboxx/ui';
import { useState, type ReactNode } from 'react';
import { AvatarEditor } from '@/avatar/avatar-editor.tsx';
import { DisplayNameForm } from '@/profile/display-name-form.tsx';
import { useCurrentUser } from '@/session/session-provider.tsx';
import { TextLink } from '@/shell/text-link.tsx';
import { RemovePicture } from './remove-picture.tsx';
import { SavedNote, type Saved } from './saved-note.tsx';

export function ProfileSettings() {
  const user = useCurrentUser();
  const [nameSaved, setNameSaved] = useState<Saved>(0);
  const [pictureSaved, setPictureSaved] = useState<Saved>(0);
  return (
    <>
      <Section title="Picture">
        <AvatarEditor
          onSaved={() => setPictureSaved((count) => count + 1)}
          actions={user.avatarUrl && <RemovePicture onRemoved={() => setPictureSaved((count) => count + 1)} />}
        />
        <SavedNote saved={pictureSaved}>Your picture is updated.</SavedNote>
      </Section>
      <Section title="Name">
        <DisplayNameForm submitLabel="Save changes" onSaved={() => setNameSaved((count) => count + 1)}>
          <SavedNote saved={nameSaved}>Saved.</SavedNote>
        </DisplayNameForm>
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
          value={user.email}
          readOnly
          autoComplete="off"
          description="Only you and we can see it."
          aside={<TextLink href="/settings/security">Change</TextLink>}
        />
      </Section>
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card className="flex flex-col gap-5">
      <h2 className="font-display text-xl font-bold">{title}</h2>
      {children}
    </Card>
  );
}
