import { Module } from '@nestjs/common';
import { AuthCookies } from './auth-cookies.ts';

/** The cookies of signing in: how they are named, read and written. */
@Module({ providers: [AuthCookies], exports: [AuthCookies] })
export class CookiesModule {}
