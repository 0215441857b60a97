/** General names as people read them. */

import { toHex } from '../base/bytes.ts';
import type { GeneralName } from './general-name.ts';
import { formatIpAddress } from './ip-address.ts';
import { nameText, visibleText } from './name-text.ts';

/** The form and the name: `DNS:example.com`, `IP:::1`. Whatever cannot be seen is escaped: a NUL is `\00`. */
export function generalNameText(name: GeneralName): string {
  switch (name.kind) {
    case 'dNSName':
      return `DNS:${visibleText(name.value)}`;
    case 'rfc822Name':
      return `email:${visibleText(name.value)}`;
    case 'uniformResourceIdentifier':
      return `URI:${visibleText(name.value)}`;
    case 'iPAddress':
      return `IP:${formatIpAddress(name.value)}`;
    case 'directoryName':
      return `directory:${nameText(name.value)}`;
    case 'registeredID':
      return `registered ID:${name.value}`;
    case 'otherName':
      return `other name:${name.value.typeId}=#${toHex(name.value.value)}`;
    default:
      return `${name.kind}:#${toHex(name.value)}`;
  }
}
