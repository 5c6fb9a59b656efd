export { VerificationBanner } from './email-verification/verification-banner.tsx';
