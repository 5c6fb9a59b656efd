import { Module } from '@nestjs/common';
import { EndedSessions } from './ended-sessions.service.ts';

/** Stands on what Postgres says of sessions, and on no other room. */
@Module({ providers: [EndedSessions], exports: [EndedSessions] })
export class SessionEndsModule {}
