import { Card, type Elements } from '@pixelboxx/ui';
import type { ReactNode } from 'react';

interface SettingsCardProps {
  title: string;
  /** The topic of the card, in a sentence. */
  about?: ReactNode;
  children: Elements;
}

export function SettingsCard({ title, about, children }: SettingsCardProps) {
  return (
    <Card className="flex flex-col gap-5">
      <div className="flex flex-col gap-1.5">
        <h2 className="font-display text-xl font-bold">{title}</h2>
        {about && <div className="text-ink-soft">{about}</div>}
      </div>
      {children}
    </Card>
  );
}
