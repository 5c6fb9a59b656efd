'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { AdminUser, AdminUserState, Role } from '@pixelboxx/shared';
import { avatarUrlOfSize } from '@pixelboxx/shared';
import { Avatar, Card, SelectField, Skeleton, TextField } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { useEffect, useState } from 'react';
import { EmailText } from '@/lib/email-addresses/email-text.tsx';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { usePages } from '@/components/pagination/use-pages.ts';
import { nameOf } from '@/lib/format/name-of.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { UserBadges } from './user-badges.tsx';

interface Question {
  search: string;
  state: AdminUserState | '';
  role: Role | '';
}

const typingPauseMs = 300;

/** Finds users; searches when the user pauses typing. */
export function UserList() {
  const t = useTexts('admin');
  const [entered, setEntered] = useState<Question>({ search: '', state: '', role: '' });
  const [asked, setAsked] = useState(entered);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(entered), typingPauseMs);
    return () => clearTimeout(timer);
  }, [entered]);
  const enter = (part: Partial<Question>) => setEntered((before) => ({ ...before, ...part }));
  return (
    <>
      <form
        role="search"
        className="grid gap-4 sm:grid-cols-[2fr_1fr_1fr]"
        onSubmit={(event) => event.preventDefault()}
      >
        <TextField
          label={t('search')}
          type="search"
          placeholder={t('searchText')}
          autoComplete="off"
          value={entered.search}
          maxLength={255}
          onChange={({ target }) => enter({ search: target.value })}
        />
        <SelectField
          label={t('state')}
          value={entered.state}
          onChange={({ target }) => enter({ state: target.value as Question['state'] })}
        >
          <option value="">{t('any')}</option>
          <option value="ACTIVE">{t('active')}</option>
          <option value="SUSPENDED">{t('suspended')}</option>
          <option value="DELETED">{t('isDeleted')}</option>
        </SelectField>
        <SelectField
          label={t('role')}
          value={entered.role}
          onChange={({ target }) => enter({ role: target.value as Question['role'] })}
        >
          <option value="">{t('any')}</option>
          <option value="USER">{t('member')}</option>
          <option value="MOD">{t('moderator')}</option>
          <option value="ADMIN">{t('administrator')}</option>
        </SelectField>
      </form>
      <UserRows key={JSON.stringify(asked)} question={asked} />
    </>
  );
}

function UserRows({ question: { search, state, role } }: { question: Question }) {
  const t = useTexts('admin');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const { items, hasMore, more } = usePages((cursor) =>
    client('admin.users', {
      query: { cursor, search: search.trim() || undefined, state: state || undefined, role: role || undefined },
    }),
  );
  return (
    <Card className="flex flex-col gap-5">
      {!items && !more.failure && <Skeleton className="h-24 w-full rounded-xl" />}
      <p role="status" className="text-ink-soft empty:hidden">
        {items?.length === 0 && t('nobody')}
      </p>
      {items && items.length > 0 && (
        <ul className="flex flex-col divide-y divide-line">
          {items.map((user) => (
            <UserRow key={user.id} user={user} />
          ))}
        </ul>
      )}
      <MoreButton {...{ more, hasMore }} label={tCommon('showMore')} />
    </Card>
  );
}

function UserRow({ user }: { user: AdminUser }) {
  return (
    <li className="py-3 first:pt-0 last:pb-0">
      <PageLink href={`/admin/${user.id}`} className="flex items-center gap-4 rounded-xl p-1 hover:bg-sunken">
        <Avatar name={nameOf(user)} src={user.avatarUrl && avatarUrlOfSize(user.avatarUrl, 64)} className="size-11" />
        <span className="min-w-0 flex-1">
          <span className="block font-semibold break-words">{nameOf(user)}</span>
          <span className="block text-sm break-words text-ink-faint">
            <span>{`@${user.username}`}</span>
            {user.email !== null && (
              <span className="max-sm:block">
                <span className="max-sm:hidden">{' · '}</span>
                <EmailText email={user.email} />
              </span>
            )}
          </span>
          <UserBadges user={user} />
        </span>
      </PageLink>
    </li>
  );
}
