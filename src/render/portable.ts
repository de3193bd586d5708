import {base64Of, textOf} from './bytes.ts'

/** What JSON can hold. */
export type Portable = string | number | boolean | null | Portable[] | PortableObject

/** A thing with names. */
export interface PortableObject {
  [name: string]: Portable
}

/**
 * A result as JSON and YAML print it: bytes become text, or base64 under another name (`value` -> `valueBase64`) when they are no UTF-8;
 * what is undefined is left out; a date is ISO 8601. Bytes in an array, that have no name of their own, become `{base64}`.
 */
export function portable(value: unknown): Portable {
  if (value instanceof Uint8Array) return textOf(value) ?? {base64: base64Of(value)}
  if (Array.isArray(value)) return value.map(portable)
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object' && value !== null) return portableObject(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  return typeof value === 'bigint' ? Number(value) : null
}

/** The same for the properties of a thing. */
export function portableObject(thing: object): PortableObject {
  const result: PortableObject = {}
  for (const [name, value] of Object.entries(thing)) {
    if (value === undefined) continue
    const text = value instanceof Uint8Array ? textOf(value) : undefined
    if (value instanceof Uint8Array && text === undefined) result[`${name}Base64`] = base64Of(value)
    else result[name] = text ?? portable(value)
  }
  return result
}
