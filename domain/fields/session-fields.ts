import type { FieldSettings } from '../settings/settings.ts';
import type { TicketField } from '../zendesk/field.ts';

export type SessionFieldName = Exclude<keyof FieldSettings, 'identifier'>;

type FieldDefinition = { readonly title: string; readonly type: TicketField['type'] };

/**
 * FLD-1: the ticket fields that are created for sessions, in the order of the ticket form. Durations are whole seconds, so
 * that reports can sort and add them.
 */
export const sessionFields = {
  sessionType: { title: 'Session Type', type: 'text' },
  sessionId: { title: 'Session ID', type: 'text' },
  from: { title: 'From', type: 'text' },
  queueName: { title: 'Queue Name', type: 'text' },
  callDuration: { title: 'Call Duration (s)', type: 'integer' },
  waitTime: { title: 'Wait Time (s)', type: 'integer' },
  holdTime: { title: 'Hold Time (s)', type: 'integer' },
  csat: { title: 'Customer Satisfaction Rating', type: 'integer' },
  verification: { title: 'Verification', type: 'checkbox' },
  textInput: { title: 'Customer Text Input', type: 'textarea' },
} as const satisfies Readonly<Record<SessionFieldName, FieldDefinition>>;

export const sessionFieldNames: readonly SessionFieldName[] = [
  'sessionType',
  'sessionId',
  'from',
  'queueName',
  'callDuration',
  'waitTime',
  'holdTime',
  'csat',
  'verification',
  'textInput',
];

/** The user field that holds the app's identifier of a customer (CON-2). Its key is unique in a Zendesk account. */
export const identifierField = { key: 'ccaas_identifier', title: 'Identifier', type: 'text' } as const;
