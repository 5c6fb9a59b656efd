/** The cookies of signing in, read and written. */
export {
  AuthCookies,
  Client,
  type ClientState,
  type ResponseCookie,
  setCookieOf,
  writeCookies,
} from './auth-cookies.ts';
export { CookiesModule } from './cookies.module.ts';
