import type { Via } from '../core/records.ts';
import { objectIn, textIn, type Json } from '../core/json.ts';

export const plainVia: Via = { channel: 'api', source: { from: {}, to: {}, rel: null } };

/** The via ids of phone tickets. */
const voiceRels: Readonly<Record<number, string>> = { 44: 'voicemail', 45: 'inbound', 46: 'outbound' };

/** The channel of a new ticket: the phone if its `via_id` is one of a phone ticket, else the API. */
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
