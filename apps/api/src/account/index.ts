/** What becomes of an account: what other features may use of it. */
export { AccountModule } from './account.module.ts';
export {
  AccountAdminService,
  type AdminContext,
  lockBoth,
  mayAdminister,
} from './admin-actions/account-admin.service.ts';
export { requireAdministrator } from './admin-actions/acting-administrator.ts';
