/** What other features can use of accounts. */
export { AccountModule } from './account.module.ts';
export {
  AccountAdminService,
  type AdminContext,
  lockBoth,
  mayAdminister,
} from './admin-actions/account-admin.service.ts';
export { requireAdministrator } from './admin-actions/acting-administrator.ts';
