/** Every text of one language that customers' tickets show. One language is one file. */
export type Texts = {
  readonly locale: string;
  readonly callStarted: string;
  readonly chatStarted: string;
  readonly callFinished: string;
  readonly chatFinished: string;
  readonly callAppended: string;
  readonly chatAppended: string;
  readonly recording: string;
  readonly recordingNotStored: string;
  readonly customData: string;
  readonly notMapped: string;
  readonly fieldsDropped: string;
  readonly agentUnknown: string;
  readonly label: {
    readonly sessionType: string;
    readonly callId: string;
    readonly chatId: string;
    readonly language: string;
    readonly menu: string;
    readonly queue: string;
    readonly customerName: string;
    readonly customerPhone: string;
    readonly customerEmail: string;
    readonly claimedUnproven: string;
    readonly page: string;
    readonly device: string;
    readonly outboundNumber: string;
    readonly time: string;
    readonly disconnectedBy: string;
    readonly duration: string;
    readonly waited: string;
    readonly onHold: string;
    readonly reason: string;
    readonly outcome: string;
    readonly contactChoice: string;
    readonly ticketChoice: string;
    readonly agent: string;
    readonly fields: string;
    readonly segment: string;
    readonly startedAt: string;
    readonly link: string;
  };
  readonly by: { readonly agent: string; readonly end_user: string; readonly system: string };
  readonly failReason: Readonly<
    Record<
      | 'declined'
      | 'no_answer'
      | 'busy'
      | 'deflected'
      | 'abandoned_in_menu'
      | 'abandoned_in_queue'
      | 'abandoned_in_voicemail'
      | 'failed',
      string
    >
  >;
  readonly nobodyHasAddress: string;
};
