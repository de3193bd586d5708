/** What stands alone in brackets is passed over; else a name, then `=` and a value, or a value in brackets at once; blanks only within brackets. */
const field = /(?<=^|\s)\([^()]*\)|(?<=^|[\s,])(\.?[A-Za-z_][\w.]*)(?:=|(?=\[))((?:\([^()]*\)|\[[^\][]*\]|<[^<>\s]*>|[^\s,])*)/g

/**
 * `name=value` of HAProxy's lines for people that have no other form, in their order and by its names: `st=0x21(cl heopI)`, `rq[f=848101h,i=0]`. An inner
 * field belongs to the value that it stands in. What is no field is passed over.
 */
export function fieldsOf(text: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [, name, value = ''] of text.matchAll(field)) if (name !== undefined) fields[name] = value
  return fields
}

/** A value as JSON should have it: decimal numbers as numbers, all else as HAProxy wrote it. */
export const fieldValue = (value: string): string | number => (/^(?:0|-?[1-9]\d{0,14})$/.test(value) ? Number(value) : value)
