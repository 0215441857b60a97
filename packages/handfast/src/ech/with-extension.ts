/** Where encrypted_client_hello stands in a ClientHello: pre_shared_key stays the last. RFC 8446 §4.2.11 */

import type { EchClientHello } from '../wire/extensions/encrypted-client-hello.ts';
import type { ClientHello } from '../wire/messages/client-hello.ts';

/** The hello with this extension, in place of one that it may have. */
export function withExtension(hello: ClientHello, encrypted_client_hello: EchClientHello): ClientHello {
  const { pre_shared_key, encrypted_client_hello: _replaced, ...extensions } = hello.extensions ?? {};
  return {
    ...hello,
    extensions: { ...extensions, encrypted_client_hello, ...(pre_shared_key !== undefined && { pre_shared_key }) },
  };
}
