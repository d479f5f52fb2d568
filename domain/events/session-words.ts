/** How a session came to be, as the platform spells it. */
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

/** Why a session ended without being served. The words that begin with `abandoned_` decide TKT-8 at once. */
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
