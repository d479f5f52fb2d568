/**
 * OUT-4: the choices of the agent's page in every case, written by hand from the rules. Contact 21 is the newest contact. It
 * always has ticket 34, which is solved. By the case it has no open ticket, ticket 33 (pending), or tickets 33 (pending) and
 * 32 (open). Ticket 33 is the most recent open one.
 */

/** How many contacts have the number, and how many open tickets the first of them has. */
export type DataCase =
  | 'nobody'
  | 'one, none'
  | 'one, one'
  | 'one, several'
  | 'several, none'
  | 'several, one'
  | 'several, several';

export type ExpectedCell = readonly [
  data: DataCase,
  /** The choices that are allowed, in the order auto, existing, new, none. */
  choices: string,
  /** The preselected choice, with its ticket after `>`. `-`: the agent must choose. */
  preselected: string,
  contact: 'new' | 21 | null,
  /** `call`: the call may start at once. `wait`: the agent must choose something first. */
  mayCall: 'call' | 'wait',
];

export type ExpectedGroup = {
  readonly settings: {
    readonly never: boolean;
    readonly promptForTicket: boolean;
    readonly allowCreate: boolean;
    readonly allowNone: boolean;
  };
  readonly ticketField: 'hidden' | 'shown' | 'required';
  /** The cells hold with and without `allowEnteredNumber`, which only shows two more fields. */
  readonly cells: readonly ExpectedCell[];
};

const off = { never: false, promptForTicket: false, allowCreate: false, allowNone: false };

export const expectedGroups: readonly ExpectedGroup[] = [
  {
    settings: off,
    ticketField: 'hidden',
    cells: [
      ['nobody', 'auto', 'auto', 'new', 'call'],
      ['one, none', 'auto', 'auto', 21, 'call'],
      ['one, one', 'auto', 'auto > 33', 21, 'call'],
      ['one, several', 'auto', 'auto > 33', 21, 'call'],
      ['several, none', 'auto', 'auto', 21, 'wait'],
      ['several, one', 'auto', 'auto > 33', 21, 'wait'],
      ['several, several', 'auto', 'auto > 33', 21, 'wait'],
    ],
  },
  {
    settings: { ...off, allowNone: true },
    ticketField: 'shown',
    cells: [
      ['nobody', 'auto none', 'auto', 'new', 'call'],
      ['one, none', 'auto none', 'auto', 21, 'call'],
      ['one, one', 'auto none', 'auto > 33', 21, 'call'],
      ['one, several', 'auto none', 'auto > 33', 21, 'call'],
      ['several, none', 'auto none', 'auto', 21, 'wait'],
      ['several, one', 'auto none', 'auto > 33', 21, 'wait'],
      ['several, several', 'auto none', 'auto > 33', 21, 'wait'],
    ],
  },
  {
    settings: { ...off, never: true },
    ticketField: 'hidden',
    cells: [
      ['nobody', 'auto', 'auto', 'new', 'call'],
      ['one, none', 'auto', 'auto', 21, 'call'],
      ['one, one', 'auto', 'auto', 21, 'call'],
      ['one, several', 'auto', 'auto', 21, 'call'],
      ['several, none', 'auto', 'auto', 21, 'wait'],
      ['several, one', 'auto', 'auto', 21, 'wait'],
      ['several, several', 'auto', 'auto', 21, 'wait'],
    ],
  },
  {
    settings: { ...off, never: true, allowNone: true },
    ticketField: 'shown',
    cells: [
      ['nobody', 'auto none', 'auto', 'new', 'call'],
      ['one, none', 'auto none', 'auto', 21, 'call'],
      ['one, one', 'auto none', 'auto', 21, 'call'],
      ['one, several', 'auto none', 'auto', 21, 'call'],
      ['several, none', 'auto none', 'auto', 21, 'wait'],
      ['several, one', 'auto none', 'auto', 21, 'wait'],
      ['several, several', 'auto none', 'auto', 21, 'wait'],
    ],
  },
  {
    settings: { ...off, promptForTicket: true },
    ticketField: 'required',
    cells: [
      ['nobody', 'new', 'new', 'new', 'call'],
      ['one, none', 'new', 'new', 21, 'call'],
      ['one, one', 'existing', 'existing > 33', 21, 'call'],
      ['one, several', 'existing', '-', 21, 'wait'],
      ['several, none', 'new', 'new', 21, 'wait'],
      ['several, one', 'existing', 'existing > 33', 21, 'wait'],
      ['several, several', 'existing', '-', 21, 'wait'],
    ],
  },
  {
    settings: { ...off, promptForTicket: true, allowNone: true },
    ticketField: 'required',
    cells: [
      ['nobody', 'new none', 'new', 'new', 'call'],
      ['one, none', 'new none', 'new', 21, 'call'],
      ['one, one', 'existing none', '-', 21, 'wait'],
      ['one, several', 'existing none', '-', 21, 'wait'],
      ['several, none', 'new none', 'new', 21, 'wait'],
      ['several, one', 'existing none', '-', 21, 'wait'],
      ['several, several', 'existing none', '-', 21, 'wait'],
    ],
  },
  {
    settings: { ...off, promptForTicket: true, allowCreate: true },
    ticketField: 'required',
    cells: [
      ['nobody', 'new', 'new', 'new', 'call'],
      ['one, none', 'new', 'new', 21, 'call'],
      ['one, one', 'existing new', '-', 21, 'wait'],
      ['one, several', 'existing new', '-', 21, 'wait'],
      ['several, none', 'new', 'new', 21, 'wait'],
      ['several, one', 'existing new', '-', 21, 'wait'],
      ['several, several', 'existing new', '-', 21, 'wait'],
    ],
  },
  {
    settings: { ...off, promptForTicket: true, allowCreate: true, allowNone: true },
    ticketField: 'required',
    cells: [
      ['nobody', 'new none', 'new', 'new', 'call'],
      ['one, none', 'new none', 'new', 21, 'call'],
      ['one, one', 'existing new none', '-', 21, 'wait'],
      ['one, several', 'existing new none', '-', 21, 'wait'],
      ['several, none', 'new none', 'new', 21, 'wait'],
      ['several, one', 'existing new none', '-', 21, 'wait'],
      ['several, several', 'existing new none', '-', 21, 'wait'],
    ],
  },
];

/** OUT-2, APP-7: combinations of settings that cannot be saved. */
export const refusedSettings: readonly Partial<ExpectedGroup['settings']>[] = [
  { promptForTicket: false, allowCreate: true },
  { promptForTicket: true, never: true },
];

/** The cell of every case and all other settings if flexible outbound dialling is off. */
export const flexibleOff: ExpectedCell = ['nobody', 'auto', 'auto', null, 'call'];

/** Cases of TEAM-7 in which several of its steps could decide. `kept` shows which step wins. */
export type ExpectedPrecedence = {
  readonly title: string;
  readonly has: {
    /** The team is asked for a ticket id, and this call has one. */
    readonly teamId?: true;
    readonly callBack?: true;
    /** The agent's explicit choice. */
    readonly choice?: 'existing' | 'new' | 'none';
    /** The call starts from ticket 33. */
    readonly fromTicket?: true;
    readonly flexible: 'off' | 'automatic' | 'prompt';
    readonly never?: true;
  };
  /** The source, the choice and the ticket that the session gets, or the rule that refuses the choice. */
  readonly kept: string;
};

export const expectedPrecedence: readonly ExpectedPrecedence[] = [
  { title: '1 before 2', has: { teamId: true, callBack: true, flexible: 'automatic' }, kept: 'team_ticket auto 33' },
  { title: '1 before 3', has: { teamId: true, choice: 'existing', flexible: 'prompt' }, kept: 'refused TEAM-7' },
  { title: '1 before 3, new', has: { teamId: true, choice: 'new', flexible: 'prompt' }, kept: 'refused TEAM-7' },
  { title: '1 before 3, none', has: { teamId: true, choice: 'none', flexible: 'prompt' }, kept: 'refused TEAM-7' },
  { title: '1 before 4', has: { teamId: true, fromTicket: true, flexible: 'automatic' }, kept: 'team_ticket auto 33' },
  { title: '1 before 5', has: { teamId: true, flexible: 'automatic' }, kept: 'team_ticket auto 33' },
  { title: '1 without flexible', has: { teamId: true, flexible: 'off' }, kept: 'team_ticket auto 33' },
  { title: '1 with never', has: { teamId: true, flexible: 'off', never: true }, kept: 'team_ticket auto 33' },
  { title: '2 before 3', has: { callBack: true, choice: 'existing', flexible: 'prompt' }, kept: 'refused TEAM-7' },
  { title: '2 before 3, none', has: { callBack: true, choice: 'none', flexible: 'prompt' }, kept: 'refused TEAM-7' },
  { title: '2 before 5', has: { callBack: true, flexible: 'automatic' }, kept: 'call_back auto -' },
  { title: '2 before 5, prompt', has: { callBack: true, flexible: 'prompt' }, kept: 'call_back auto -' },
  { title: '2 without flexible', has: { callBack: true, flexible: 'off' }, kept: 'call_back auto -' },
  { title: '2 with never', has: { callBack: true, flexible: 'automatic', never: true }, kept: 'call_back auto -' },
  {
    title: '3 before 4',
    has: { choice: 'existing', fromTicket: true, flexible: 'prompt' },
    kept: 'ticket existing 33',
  },
  { title: '3 before 4, new', has: { choice: 'new', fromTicket: true, flexible: 'prompt' }, kept: 'ticket new -' },
  { title: '3 before 4, none', has: { choice: 'none', fromTicket: true, flexible: 'prompt' }, kept: 'ticket none -' },
  { title: '3 before 5', has: { choice: 'existing', flexible: 'prompt' }, kept: 'dialpad existing 33' },
  { title: '3 before 5, new', has: { choice: 'new', flexible: 'prompt' }, kept: 'dialpad new -' },
  { title: '3 before 5, none', has: { choice: 'none', flexible: 'automatic' }, kept: 'dialpad none -' },
  { title: '3, never, none', has: { choice: 'none', flexible: 'automatic', never: true }, kept: 'dialpad none -' },
  { title: '3 without flexible', has: { choice: 'existing', flexible: 'off' }, kept: 'refused TEAM-7' },
  { title: '3 without flexible, new', has: { choice: 'new', flexible: 'off' }, kept: 'refused TEAM-7' },
  { title: '3 without flexible, none', has: { choice: 'none', flexible: 'off' }, kept: 'refused TEAM-7' },
  {
    title: '3 without flexible, from a ticket',
    has: { choice: 'new', fromTicket: true, flexible: 'off' },
    kept: 'refused TEAM-7',
  },
  { title: '4 before 5', has: { fromTicket: true, flexible: 'automatic' }, kept: 'ticket auto 33' },
  { title: '4 before 5, prompt', has: { fromTicket: true, flexible: 'prompt' }, kept: 'ticket auto 33' },
  { title: '4 without flexible', has: { fromTicket: true, flexible: 'off' }, kept: 'ticket auto 33' },
  { title: '4 with never', has: { fromTicket: true, flexible: 'automatic', never: true }, kept: 'ticket auto 33' },
  { title: '5', has: { flexible: 'automatic' }, kept: 'dialpad auto -' },
  { title: '5 without flexible', has: { flexible: 'off' }, kept: 'dialpad auto -' },
  { title: '6 if 5 finds nothing', has: { flexible: 'automatic', never: true }, kept: 'dialpad auto -' },
];
