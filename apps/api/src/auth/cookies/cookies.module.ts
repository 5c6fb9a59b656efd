import { Module } from '@nestjs/common';
import { AuthCookies } from './auth-cookies.ts';

/** Names, reads and writes the cookies of signing in. */
@Module({ providers: [AuthCookies], exports: [AuthCookies] })
export class CookiesModule {}
