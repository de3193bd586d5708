import {aclPath, mapPath} from './config.ts'
import type {HttpAnswer} from './http.ts'
import {asMap, type LabOptions} from './options.ts'

/** What traffic asks: the value of a map, or whether an ACL file matches. */
export type Question = {map: string; sample: string} | {acl: string; sample: string}

/** The request that asks it. Samples are latin1: one character a byte. */
export function pathOf(question: Question): string {
  const path = 'map' in question ? mapPath(question.map) : aclPath(question.acl)
  return `${path}?k=${Buffer.from(question.sample, 'latin1').toString('hex').replace(/../g, '%$&')}`
}

/** The value as latin1, `match` for an ACL that matches, undefined when nothing does. */
export function valueOf(question: Question, {status, body}: HttpAnswer, options: LabOptions): string | undefined {
  if (status === 404 && body === 'none') return undefined
  if (status !== 200) throw new Error(`HAProxy answered ${JSON.stringify(question)} with ${status}: ${body.slice(0, 200)}`)
  if ('acl' in question) return body
  const map = options.maps?.[question.map]
  const inHex = map !== undefined && (asMap(map).type ?? 'str') === 'str'
  return inHex ? Buffer.from(body, 'hex').toString('latin1') : body
}
