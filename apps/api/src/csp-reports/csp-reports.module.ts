import { Module } from '@nestjs/common';
import { CspReportsController } from './csp-reports.controller.ts';
import { CspReportsService } from './csp-reports.service.ts';

/** Violations of the pages' content security policy, as reported by browsers. */
@Module({ controllers: [CspReportsController], providers: [CspReportsService] })
export class CspReportsModule {}
