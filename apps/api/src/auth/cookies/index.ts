/** Reads and writes the cookies of signing in. */
export {
  AuthCookies,
  Client,
  type ClientState,
  type CookieWriter,
  type ResponseCookie,
  setCookieOf,
  SetCookies,
} from './auth-cookies.ts';
export { CookiesModule } from './cookies.module.ts';
