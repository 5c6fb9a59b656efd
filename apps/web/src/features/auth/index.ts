export { ResendVerification } from './email-verification/resend-verification.tsx';
export { VerificationBanner } from './email-verification/verification-banner.tsx';
