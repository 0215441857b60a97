/** OBJECT IDENTIFIER values in dotted form (X.690 §8.19). */

/** Arcs in decimal, joined by dots: `2.5.29.19`. */
export type ObjectIdentifier = string;
