/** Values of `via_id` by which Zendesk shows the origin of a phone ticket (TKT-13). Zendesk defines the numbers. */
export const viaIds = { voicemail: 44, inbound: 45, outbound: 46 } as const;

export type ViaId = (typeof viaIds)[keyof typeof viaIds];
