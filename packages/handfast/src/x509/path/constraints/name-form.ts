/** What a form of name must offer so that name constraints can be applied to it (RFC 5280 §4.2.1.10). */

export interface NameForm<T> {
  /** Whether a name is well-formed: one that is not cannot be compared, so it is inside nothing. */
  isName(name: T): boolean;
  /** Whether the base of a constraint is well-formed. */
  isConstraint(base: T): boolean;
  /** Whether everything that the name stands for lies within the base. */
  permits(name: T, base: T): boolean;
  /** Whether anything that the name stands for lies within the base. */
  excludes(name: T, base: T): boolean;
}
