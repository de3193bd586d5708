import type {Portable} from './portable.ts'

const cellText = (value: Portable): string => {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const lineText = (value: Portable): string => {
  if (value === null || typeof value !== 'object') return cellText(value)
  return (Array.isArray(value) ? value : Object.values(value)).map(cellText).join('\t')
}

/** The answer of a query for line tools: an array one element a line, what is inside an element tab separated, nothing for null. */
export function plainValue(value: Portable): string {
  if (value === null) return ''
  return (Array.isArray(value) ? value : [value]).map((each) => `${lineText(each)}\n`).join('')
}
