/** The cookies of signing in, read and written. */
export { AuthCookies, type ClientState, type ResponseCookie, writeCookies } from './auth-cookies.ts';
export { Client } from './client.decorator.ts';
export { CookiesModule } from './cookies.module.ts';
