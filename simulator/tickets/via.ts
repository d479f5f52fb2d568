import type { Via } from '../core/records.ts';
import { objectIn, textIn, type Json } from '../core/json.ts';

export const plainVia: Via = { channel: 'api', source: { from: {}, to: {}, rel: null } };

/** 44 voicemail, 45 inbound call, 46 outbound call: the via ids of phone tickets. */
const voiceRels: Readonly<Record<number, string>> = { 44: 'voicemail', 45: 'inbound', 46: 'outbound' };

/** How a new ticket came in: by phone when its `via_id` says so, else by the API. */
export function viaFor(viaId: number | undefined, voiceComment: unknown): Via {
  const rel = viaId === undefined ? undefined : voiceRels[viaId];
  if (rel === undefined) return plainVia;
  const call: Json = objectIn(voiceComment);
  const party = (number: string | undefined) =>
    number === undefined ? {} : { phone: number, formatted_phone: number, name: number };
  return {
    channel: 'voice',
    source: { from: party(textIn(call.from)), to: party(textIn(call.to)), rel },
  };
}

export const isVoiceVia = (viaId: number | undefined): boolean => viaId !== undefined && viaId in voiceRels;
