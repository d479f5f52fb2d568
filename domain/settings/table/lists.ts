/** A number that agents may show to the customers whom they call (OUT-10). `number` is in E.164. */
export type OutboundNumber = {
  readonly number: string;
  readonly label: string;
  readonly languages: readonly string[];
  readonly queueIds: readonly string[];
};

/**
 * A team of agents. For an agent in several teams, the team with the smallest `rank` counts (TEAM-6). `agents` are ids
 * of the platform.
 */
export type Team = {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly rank: number;
  readonly ticketId: 'off' | 'optional' | 'required';
  readonly agents: readonly string[];
};

/**
 * The settings of a queue for the entry of ticket ids (TEAM-1). `teams` are ids of teams, and `outboundNumber` is in
 * E.164.
 */
export type TeamQueue = {
  readonly id: string;
  readonly teams: readonly string[];
  readonly instantVoiceCall: boolean;
  readonly outboundNumber: string | null;
};

/** A ticket field or contact field that a value of the custom data fills (UPD-6). */
export type Mapping =
  | { readonly customDataKey: string; readonly target: 'ticket'; readonly fieldId: number }
  | { readonly customDataKey: string; readonly target: 'contact'; readonly fieldKey: string };

/** The types of the settings that are lists of objects. A setting of kind `list` names its type in `of`. */
export type Lists = {
  readonly outboundNumbers: readonly OutboundNumber[];
  readonly teams: readonly Team[];
  readonly teamQueues: readonly TeamQueue[];
  readonly mappings: readonly Mapping[];
};
