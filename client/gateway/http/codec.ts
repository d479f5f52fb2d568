import type { Payload, PayloadCodec } from '@temporalio/common';
import { UnreadablePayload } from '../../../configuration/encryption.ts';
import type { DecodedPayloads, EncodedPayloads } from '../../../domain/api/codec.ts';
import type { VerifiedToken } from '../../tokens.ts';
import { verifyToken } from '../../tokens.ts';
import { GatewayError } from './errors.ts';
import { operatorRoles } from './operator-requests.ts';

type JsonPayload = DecodedPayloads['payloads'][number];

const toBytes = (base64: string): Uint8Array => Buffer.from(base64, 'base64');
const toBase64 = (value: Uint8Array | null | undefined): string => Buffer.from(value ?? []).toString('base64');

function fromJson({ metadata, data }: JsonPayload): Payload {
  const entries = Object.entries(metadata).map(([name, value]) => [name, toBytes(value)] as const);
  return { metadata: Object.fromEntries(entries), data: toBytes(data) };
}

function toJson({ metadata, data }: Payload): JsonPayload {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, toBase64(value)] as const);
  return { metadata: Object.fromEntries(entries), data: toBase64(data) };
}

/**
 * Decrypts payloads; a payload that is not encrypted is given back unchanged. Throws a GatewayError (422) if one cannot be
 * decrypted.
 */
export async function decodePayloads(codec: PayloadCodec, { payloads }: EncodedPayloads): Promise<DecodedPayloads> {
  try {
    const decoded = await codec.decode(payloads.map(fromJson));
    return { payloads: decoded.map(toJson) };
  } catch (error) {
    if (error instanceof UnreadablePayload) throw new GatewayError('unreadable_payload', null, error.message);
    throw error;
  }
}

/** The token, if it is valid and one of an operator or an administrator. */
export async function readOperatorToken(
  tokenSecrets: readonly string[],
  token: string | undefined,
): Promise<VerifiedToken | null> {
  const verified = token === undefined ? null : await verifyToken(tokenSecrets, token);
  return verified !== null && operatorRoles.some((role) => role === verified.role) ? verified : null;
}

/** The token in the form of the sign-in page, with or without the word `Bearer` before it. */
export function tokenOfForm(body: Buffer): string | undefined {
  return new URLSearchParams(body.toString('utf8'))
    .get('token')
    ?.trim()
    .replace(/^bearer +/i, '');
}
