/** A name, then `=` and a value, or a value in brackets at once; blanks only within brackets. */
const field = /(?<=^|[\s,])(\.?[A-Za-z_][\w.]*)(?:=|(?=\[))((?:\([^()]*\)|\[[^\][]*\]|<[^<>\s]*>|[^\s,])*)/g

/**
 * `name=value` of HAProxy's lines for people that have no other form, in their order and by its names: `st=0x21(cl heopI)`, `rq[f=848101h,i=0]`. An inner
 * field belongs to the value that it stands in. What is no field is passed over.
 */
export const fieldsOf = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(field)].map(([, name = '', value = '']) => [name, value]))

/** A value as JSON should have it: decimal numbers as numbers, all else as HAProxy wrote it. */
export const fieldValue = (value: string): string | number => (/^-?\d{1,15}$/.test(value) ? Number(value) : value)
