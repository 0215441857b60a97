/** In whose words a tree is printed: Wireshark changed them over the years, and documents show all of them. */

/** A way to print what has been printed differently over time. */
export interface Style {
  /** Whether the time and the bytes inside Random are called by the names of their fields, and Random itself is bare. */
  readonly fieldNames: boolean;
  /** Longer byte strings are cut behind so many bytes. */
  readonly cutAfter: number;
  readonly ellipsis: string;
  readonly upperCase: boolean;
  /** Suites that had no name yet. */
  readonly unnamedSuites: ReadonlySet<number>;
  /** Whether extensions are titled `Extension: name (len=n)`. */
  readonly extensionLengths: boolean;
  readonly zone: TimeZone;
}

/** How far local time is ahead of UTC, and what to call it. */
export interface TimeZone {
  readonly minutes: number;
  readonly name: string;
}

const utc: TimeZone = { minutes: 0, name: 'UTC' };

const recent: Style = {
  fieldNames: false,
  cutAfter: 36,
  ellipsis: '…',
  upperCase: false,
  unnamedSuites: new Set(),
  extensionLengths: true,
  zone: utc,
};

const of2014: Style = {
  ...recent,
  fieldNames: true,
  cutAfter: 24,
  ellipsis: '...',
  // The drafts of what became RFC 7905.
  unnamedSuites: new Set([0xcc13, 0xcc14, 0xcc15]),
  extensionLengths: false,
};

/** `recent` is how Wireshark has printed since version 3; the others are named after the years of the documents. */
export const styles: Readonly<Record<StyleName, Style>> = {
  recent,
  '2014': of2014,
  '2009': { ...of2014, upperCase: true },
};

export type StyleName = 'recent' | '2014' | '2009';
