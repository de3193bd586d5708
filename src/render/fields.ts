interface Field {
  readonly name: string
  /** What stands over it in a table. */
  readonly heading?: string
}

/** `--fields` named something that the result does not have. */
export class UnknownFieldError extends Error {
  readonly field: string
  readonly allowed: readonly Field[]

  constructor(field: string, allowed: readonly Field[]) {
    super(`there is no field ${field}`)
    this.name = 'UnknownFieldError'
    this.field = field
    this.allowed = allowed
  }
}

/** What `--fields` may name. */
export const namesOf = (fields: readonly Field[]): string[] => fields.map(({name}) => name)

/** The names in `a,b, c`; an empty list is none. */
export const fieldNames = (list: string): string[] =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

/** The named ones in the order in which they were named. @throws UnknownFieldError */
export function pickFields<T extends Field>(all: readonly T[], names: readonly string[]): T[] {
  return names.map((name) => {
    const found = all.find((each) => each.name === name)
    if (!found) throw new UnknownFieldError(name, all)
    return found
  })
}
