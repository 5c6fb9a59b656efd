import { Module } from '@nestjs/common';
import { CspReportsController } from './csp-reports.controller.ts';
import { CspReportsService } from './csp-reports.service.ts';

/** What the content policy of pages has kept out, as browsers tell it. */
@Module({ controllers: [CspReportsController], providers: [CspReportsService] })
export class CspReportsModule {}
