/** One row of `show info typed` or `show stat typed`: management guide 9.2. Tags have three letters up to 3.2, four from 3.3 on (747a81206). */
export interface TypedField {
  /** Before the tags: `position.name.process`, or `letter.iid.sid.position.name.process`. */
  readonly path: readonly string[]
  readonly tags: string
  /** s32, s64, u32, u64, str, flt … */
  readonly type: string
  readonly value: string
}

/** A value may hold `:` itself; only the first three separate. */
export function parseTyped(text: string): TypedField[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((row) => {
      const [path = '', tags = '', type = '', ...value] = row.split(':')
      return {path: path.split('.'), tags, type, value: value.join(':')}
    })
}
