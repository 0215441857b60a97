/** Recognises inside which protocol TLS is about to start. */

/** What one side said since the other spoke last. */
export interface Said {
  readonly bytes: Uint8Array;
  /** The same, one character per byte. */
  readonly text: string;
}

/** One protocol in which a client asks for TLS and the server agrees. */
export interface Recogniser {
  /** As in URLs: `smtp`, `imap`. */
  readonly name: string;
  /** Whether the client asks to start TLS. */
  asks(client: Said): boolean;
  /** Whether the server agrees. */
  agrees(server: Said, client: Said): boolean;
}
