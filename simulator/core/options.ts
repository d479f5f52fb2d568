/** The options of a simulator. An option marked `?` is a behaviour of Zendesk that no public text describes. */
export type SimulatorOptions = {
  /** 0 takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** A file for the state as JSON, so that a restart finds its tickets. Absent: the state is in memory only. */
  readonly dataFile?: string;
  /** The time until `/users/search` and `/search` see a change. */
  readonly searchLagMs?: number;
  /** Requests a minute for the whole account: 200, 400, 700 or 2,500, depending on the plan. 0: no limit. */
  readonly rateLimitPerMinute?: number;
  /** PUT requests a minute that update tickets: 100, or 300 with the high-volume add-on. 0: no limit. */
  readonly ticketUpdatesPerMinute?: number;
  /** Updates of one ticket in ten minutes. 0: no limit. */
  readonly updatesPerTicket?: number;
  /** Changes of one user record in a minute. 0: no limit. */
  readonly updatesPerUser?: number;
  /** A delay of every answer of the API. */
  readonly latencyMs?: number;
  /**
   * The time zone of the account by its name in Zendesk, such as `Eastern Time (US & Canada)`. Users without a time zone of
   * their own have it too.
   */
  readonly timeZone?: string;
  readonly email?: string;
  readonly apiToken?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** The time that a bulk job is `queued`, before it is `working`. */
  readonly jobQueuedMs?: number;
  /** The time that a bulk job is `working`. */
  readonly jobWorkingMs?: number;
  readonly maxJobs?: number;
  readonly uploadLimitBytes?: number;
  /** ? The status of the answer TooManyJobs. */
  readonly tooManyJobsStatus?: number;
  /** ? `users/{id}/tickets/requested` side-loads users. */
  readonly requestedIncludesUsers?: boolean;
  /** ? `include=metric_sets` works, with `solved_at`. */
  readonly metricSets?: boolean;
  /** ? The closing audit of a merged ticket names its target in `via.source.to.ticket_id`. */
  readonly mergeAuditNamesTarget?: boolean;
  /** ? A merge without texts still adds a comment to both tickets, as a merge by hand does. */
  readonly mergeDefaultComments?: boolean;
  /** ? `POST /tickets` honours the voice `via_id`s 44 to 46. */
  readonly viaIdHonoured?: boolean;
  /** ? A voice comment without `public` is public. */
  readonly voiceCommentPublic?: boolean;
  /** ? `update_many` accepts a voice comment, as an update of one ticket does. Otherwise it is ignored silently. */
  readonly voiceInBulk?: boolean;
  /** ? `update_many` attaches uploaded files, as an update of one ticket does. Otherwise they are ignored silently. */
  readonly filesInBulk?: boolean;
  /** ? Search still finds a deleted user, with `active: false`. */
  readonly searchFindsDeleted?: boolean;
  /** ? An unknown or expired upload token is refused (422) instead of ignored. */
  readonly rejectUnknownUpload?: boolean;
  /** ? An update that changes nothing still leaves an audit, with its metadata. */
  readonly keepEmptyAudits?: boolean;
};

export type Settings = { [Name in keyof Required<SimulatorOptions>]: Required<SimulatorOptions>[Name] };

export const defaults: Settings = {
  port: 8090,
  host: '127.0.0.1',
  dataFile: '',
  searchLagMs: 2000,
  rateLimitPerMinute: 700,
  ticketUpdatesPerMinute: 100,
  updatesPerTicket: 30,
  updatesPerUser: 5,
  latencyMs: 0,
  timeZone: 'UTC',
  email: 'admin@example.com',
  apiToken: 'local-only',
  clientId: 'local',
  clientSecret: 'local-only',
  jobQueuedMs: 40,
  jobWorkingMs: 40,
  maxJobs: 30,
  uploadLimitBytes: 50 * 1024 * 1024,
  tooManyJobsStatus: 429,
  requestedIncludesUsers: true,
  metricSets: true,
  mergeAuditNamesTarget: true,
  mergeDefaultComments: true,
  viaIdHonoured: true,
  voiceCommentPublic: true,
  voiceInBulk: true,
  filesInBulk: true,
  searchFindsDeleted: true,
  rejectUnknownUpload: false,
  keepEmptyAudits: false,
};
