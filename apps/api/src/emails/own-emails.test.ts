import { describe, expect, it } from 'vitest';
import type { EmailWords } from './catalogue/catalogue.ts';
import { composeOwnEmail, declareEmail, type OwnEmail } from './own-emails.ts';

const words = (subject: string, told: string): EmailWords => ({
  ...{ subject, heading: subject },
  ...{ paragraphs: [told], button: 'OK' },
});
const digest: OwnEmail = {
  en: words('You were mentioned', 'Hello {username}, comments that mention you: {count}.'),
  de: words('Du wurdest erwähnt', 'Hallo {username}, Kommentare, die dich erwähnen: {count}.'),
  fr: words('On parle de toi', 'Bonjour {username}, commentaires qui te mentionnent : {count}.'),
  es: words('Te han mencionado', 'Hola, {username}: comentarios que te mencionan: {count}.'),
  ar: words('تمت الإشارة إليك', 'مرحبًا {username}، عدد التعليقات: {count}.'),
  ja: words('あなたへの返信', '{username} さん、あなたに触れたコメント: {count} 件'),
};

describe('an email of a feature', () => {
  it('is composed like all others', () => {
    const facts = { texts: { username: 'Mina', count: '3' }, url: 'https://pixelboxx.example/comments' };
    const email = composeOwnEmail(declareEmail(digest), 'de', facts);
    expect(email).toMatchObject({ language: 'de', direction: 'ltr', subject: 'Du wurdest erwähnt' });
    expect(email.paragraphs).toEqual(['Hallo Mina, Kommentare, die dich erwähnen: 3.']);
    expect(email.button?.url).toBe(facts.url);
    expect(composeOwnEmail(digest, 'ar', facts).paragraphs[0]).toContain('\u2068Mina\u2069');
  });

  it('is not sent while a fact or the address is missing', () => {
    expect(() => composeOwnEmail(digest, 'en', { texts: { username: 'Mina' }, url: 'https://a.example/' })).toThrow(
      'count',
    );
    expect(() => composeOwnEmail(digest, 'en', { texts: { username: 'Mina', count: '3' } })).toThrow('button');
  });

  it.each([
    ['lacks a fact', words('Du wurdest erwähnt', 'Hallo {username}.'), 'other facts in de'],
    ['lacks a text', { ...words('Du wurdest erwähnt', 'Hallo.'), paragraphs: [] }, 'other texts in de'],
    ['has markup', words('<b>Hallo</b>', 'Hallo {username}: {count}.'), 'No text of an email'],
    ['has a subject that is cut off', words('Hallo '.repeat(11).trim(), 'Hallo {username}: {count}.'), 'Too long'],
  ])('that %s in a language does not start', (_, de, message) => {
    expect(() => declareEmail({ ...digest, de })).toThrow(message);
  });
});
