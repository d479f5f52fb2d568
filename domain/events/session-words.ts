/** The types of sessions, as the platform spells them. */
export const sessionTypes = [
  'Voice Inbound (IVR)',
  'Voice Inbound (Mobile)',
  'Voice Inbound (Web)',
  'Voice Inbound (API)',
  'Voice Inbound (IVR using Mobile)',
  'Voice Callback (Web)',
  'Voice Scheduled (Web)',
  'Voice Scheduled (Mobile)',
  'Voice Outbound',
  'Voice Outbound (API)',
  'Voice Campaign',
  'Messaging (Web)',
  'Messaging (Mobile)',
  'Messaging Inbound (SMS)',
  'Messaging Outbound (SMS)',
  'Messaging (WhatsApp)',
] as const;

export type SessionType = (typeof sessionTypes)[number];

/**
 * Why a session ended without being answered. A word that begins with `abandoned_` shows that the customer gave up, so
 * the ticket for an abandoned session is due at once (TKT-8).
 */
export const failReasons = [
  'declined',
  'no_answer',
  'busy',
  'deflected',
  'abandoned_in_menu',
  'abandoned_in_queue',
  'abandoned_in_voicemail',
  'failed',
] as const;

export type FailReason = (typeof failReasons)[number];
