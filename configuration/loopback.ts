import { isIPv4, isIPv6 } from 'node:net';

/** True if a host name or IP address means this machine. An IPv6 address may be in brackets. */
export function isLoopbackHost(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (address === 'localhost' || address.endsWith('.localhost')) return true;
  if (isIPv4(address)) return address.startsWith('127.');
  return isIPv6(address) && (address === '::1' || address === '0:0:0:0:0:0:0:1');
}

/** True if a URL is valid and its host means this machine. */
export function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}

/** True if an address as `host:port`, as Temporal's tools read it, means this machine. */
export function isLoopbackAddress(address: string): boolean {
  return !address.includes('/') && isLoopbackUrl(`http://${address}`);
}
