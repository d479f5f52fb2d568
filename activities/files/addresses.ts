import { lookup } from 'node:dns/promises';
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** SEC-5: which addresses a host has, and whether they belong to the public Internet. */

export type HostAddress = { readonly address: string; readonly family: 4 | 6 };

/** Ranges of addresses that are not public: private, loopback, link-local, shared, for documentation, and multicast. */
const notPublic = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  // The unspecified address, the loopback address, and IPv4 addresses in their old form.
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  // Tunnels, which hold any IPv4 address.
  ['2001::', 32],
  ['2002::', 16],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv6');

const mappedIPv4 = new BlockList();
mappedIPv4.addSubnet('::ffff:0:0', 96, 'ipv6');
/** IPv4 addresses as networks with IPv6 alone name them (RFC 6052). */
const translatedIPv4 = new BlockList();
translatedIPv4.addSubnet('64:ff9b::', 96, 'ipv6');

/** Whether an IP address is one of the public Internet. An address that cannot be read is not. */
export function isPublicAddress(address: string): boolean {
  const [plain = ''] = address.replace(/^\[(.*)\]$/, '$1').split('%');
  if (isIPv4(plain)) return !notPublic.check(plain, 'ipv4');
  if (!isIPv6(plain)) return false;
  if (mappedIPv4.check(plain, 'ipv6') || translatedIPv4.check(plain, 'ipv6')) {
    const inner = embeddedIPv4(plain);
    return inner !== null && !notPublic.check(inner, 'ipv4');
  }
  return !notPublic.check(plain, 'ipv6');
}

/** The IPv4 address in the last 32 bits of an IPv6 address. */
function embeddedIPv4(address: string): string | null {
  // The URL parser gives every IPv6 address its one shortest form, with digits in hexadecimal.
  const url = `http://[${address}]`;
  if (!URL.canParse(url)) return null;
  const [low = '', high = ''] = new URL(url).hostname.slice(1, -1).split(':').toReversed();
  const words = [high, low].map((word) => Number.parseInt(word || '0', 16));
  return words.flatMap((word) => [word >> 8, word & 255]).join('.');
}

/**
 * The addresses of a host, which is a name or an IP address. They are looked up once, and the connection goes to one of them,
 * so that a name cannot change its address between the check and the connection.
 *
 * @throws the error of the look-up
 */
export async function addressesOf(hostname: string): Promise<readonly HostAddress[]> {
  const plain = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIPv4(plain)) return [{ address: plain, family: 4 }];
  if (isIPv6(plain)) return [{ address: plain, family: 6 }];
  const found = await lookup(plain, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}
