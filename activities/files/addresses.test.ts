import { describe, expect, it } from 'vitest';
import { addressesOf, isPublicAddress } from './addresses.ts';

describe('addresses of hosts', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.255',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '[::1]',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '0:0:0:0:0:ffff:c0a8:0101',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    'fc00::1',
    'fd12:3456:789a::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '',
    'localhost',
    '1.2.3',
  ])('SEC-5 %s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    '1.1.1.1',
    '93.184.216.34',
    '172.32.0.1',
    '100.128.0.1',
    '2606:2800:220:1:248:1893:25c8:1946',
    '[2606:4700:4700::1111]',
    '::ffff:93.184.216.34',
    '64:ff9b::5db8:d822',
  ])('SEC-5 %s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('SEC-5 an address stands for itself, and a name has all its addresses', async () => {
    expect(await addressesOf('[::1]')).toEqual([{ address: '::1', family: 6 }]);
    expect(await addressesOf('10.0.0.1')).toEqual([{ address: '10.0.0.1', family: 4 }]);
    const local = await addressesOf('localhost');
    expect(local.length).toBeGreaterThan(0);
    expect(local.some(({ address }) => isPublicAddress(address))).toBe(false);
    await expect(addressesOf('no-such-host.invalid')).rejects.toThrow();
  });
});
