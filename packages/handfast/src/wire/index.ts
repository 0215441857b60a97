/** The wire formats of TLS: decode, encode and annotate with the engine's own codecs. */

export { type Annotation, annotate, leaves, type Span } from './annotate.ts';
export { type Codec, decode, encode, type Infer } from './codec.ts';
export { type Dialect, handshakeMessage, type Message } from './handshake.ts';
export { type Message13, messages13 } from './messages13.ts';
