/** Published in the README, for development only. */
export const DEMO_PASSWORD = 'pixel-garden-42';

export interface DemoUser {
  username: string;
  displayName: string;
  role: 'USER' | 'MOD' | 'ADMIN';
  isVerified: boolean;
  /** How long before the seed they joined. */
  joinedDaysAgo: number;
}

const user = (username: string, displayName: string, joinedDaysAgo: number, isVerified = true): DemoUser => ({
  username,
  displayName,
  role: 'USER',
  isVerified,
  joinedDaysAgo,
});

/** Invented people of many origins; three of them show what each role sees. */
export const DEMO_USERS: readonly DemoUser[] = [
  { ...user('demo', 'Robin Demo', 120), role: 'USER' },
  { ...user('demo-mod', 'Mika Moderator', 340), role: 'MOD' },
  { ...user('demo-admin', 'Alex Admin', 400), role: 'ADMIN' },
  user('amara-o', 'Amara Okonkwo', 311),
  user('lucia_v', 'Lucía Villalobos', 288),
  user('haruki-t', 'Haruki Tanabe', 263),
  user('priya_raman', 'Priya Raman', 240),
  user('NoahBerglund', 'Noah Berglund', 219),
  user('zeynep_k', 'Zeynep Karaca', 201),
  user('tane-w', 'Tāne Whaanga', 187),
  user('ines-moreau', 'Inès Moreau', 164),
  user('kwame_b', 'Kwame Boateng', 143),
  user('SofiaLind', 'Sofia Lindqvist', 98),
  user('mateo-q', 'Mateo Quispe', 77),
  user('leila_h', 'Leila Haddad', 61),
  user('jun-seo', 'Jun-seo Pak', 44),
  user('OksanaD', 'Oksana Denysenko', 31),
  user('tomasz_w', 'Tomasz Wrona', 19, false),
  user('aiyana-r', 'Aiyana Redbird', 8),
  user('marco_bellini', 'Marco Bellini', 1, false),
];
