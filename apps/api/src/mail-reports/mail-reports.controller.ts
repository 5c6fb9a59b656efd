import { Controller } from '@nestjs/common';
import { mailReportEndpoints } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { MailReportsService } from './mail-reports.service.ts';

@Controller()
@ApiGroup('Mail reports', 'What becomes of mail, as those who send it tell.')
export class MailReportsController {
  constructor(private readonly reports: MailReportsService) {}

  @Handle(mailReportEndpoints.report)
  report(@Input() { signed }: InputOf<typeof mailReportEndpoints.report>): Promise<void> {
    return this.reports.take(signed);
  }
}
