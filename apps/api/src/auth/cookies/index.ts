/** The cookies of signing in, read and written. */
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
