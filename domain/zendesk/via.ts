/** TKT-13: how Zendesk shows where a call came from. The numbers are Zendesk's own, the `via_id` of a phone ticket. */
export const viaIds = { voicemail: 44, inbound: 45, outbound: 46 } as const;

export type ViaId = (typeof viaIds)[keyof typeof viaIds];
