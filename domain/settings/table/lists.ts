/** A number that agents may show to those they call; `number` is E.164 (OUT-10). */
export type OutboundNumber = {
  readonly number: string;
  readonly label: string;
  readonly languages: readonly string[];
  readonly queueIds: readonly string[];
};

/** `rank`: the smaller one counts where an agent is in several teams (TEAM-6). `agents` are ids of the platform. */
export type Team = {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly rank: number;
  readonly ticketId: 'off' | 'optional' | 'required';
  readonly agents: readonly string[];
};

/** An IVR queue as far as ticket id entry needs it (TEAM-1); `teams` are team ids, `outboundNumber` is E.164. */
export type TeamQueue = {
  readonly id: string;
  readonly teams: readonly string[];
  readonly instantVoiceCall: boolean;
  readonly outboundNumber: string | null;
};

/** Where a value of the custom data goes besides the comment (UPD-6). */
export type Mapping =
  | { readonly customDataKey: string; readonly target: 'ticket'; readonly fieldId: number }
  | { readonly customDataKey: string; readonly target: 'contact'; readonly fieldKey: string };

/** The settings that are lists of objects, by the name that their row of the table gives as `of`. */
export type Lists = {
  readonly outboundNumbers: readonly OutboundNumber[];
  readonly teams: readonly Team[];
  readonly teamQueues: readonly TeamQueue[];
  readonly mappings: readonly Mapping[];
};
