/** Who made a network card, for the few prefixes that the examples show. */

/** `Cisco_d2:49:3f`, or the address itself when its maker is not known here. */
export function vendorAddress(address: string): string {
  const vendor = vendors[address.slice(0, 8)];
  return vendor === undefined ? address : `${vendor}_${address.slice(9)}`;
}

const vendors: Readonly<Record<string, string>> = {
  '00:1e:c9': 'Dell',
  '00:1f:6c': 'Cisco',
};
