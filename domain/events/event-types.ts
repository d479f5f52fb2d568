/**
 * The closed list of session events, without any schema library, so that workflows can name their signals by it.
 * `events.ts` says what each of them carries.
 */
export const eventTypes = [
  'session.started',
  'session.queued',
  'session.assigned',
  'session.connected',
  'session.agent_canceled',
  'contact.picked',
  'ticket.picked',
  'ticket.merged',
  'transfer.started',
  'transfer.finished',
  'transfer.failed',
  'hold.started',
  'hold.ended',
  'participant.joined',
  'participant.left',
  'chat.message',
  'smart_action.completed',
  'smart_action.failed',
  'custom_data.received',
  'dap.responded',
  'rating.received',
  'disposition.submitted',
  'summary.generated',
  'transcript.ready',
  'recording.ready',
  'voicemail.left',
  'voicemail.read',
  'voicemail.dismissed',
  'voicemail.called_back',
  'session.ended',
  'wrap_up.ended',
  'session.metadata',
  'session.warning',
] as const;

export type EventType = (typeof eventTypes)[number];

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

/** Why a session ended without being served; the `abandoned_*` ones settle TKT-8 at once. */
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
