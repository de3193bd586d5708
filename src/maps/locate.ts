import {realpath} from 'node:fs/promises'
import {basename, isAbsolute} from 'node:path'
import type {MapReference, ReferenceKind} from '../protocol/commands/map/reference.ts'
import type {MapHeader} from '../protocol/commands/map/show-maps.ts'
import {HactlError} from '../protocol/error.ts'

/**
 * Finds the running map, or ACL, that a name stands for: `#id`, the exact name of the configuration (with or without `file@`, `opt@`), or the same file by its
 * real path. A map that merely has the same base name is offered in the error, never taken.
 *
 * @param flag how the user names a map where its argument is something else
 * @throws HactlError `map-unknown`, `map-ambiguous`
 */
export async function locateMap(headers: readonly MapHeader[], {kind, name}: MapReference, node: string, flag?: Flag): Promise<MapHeader> {
  const plain = withoutScheme(name)
  const exact = headers.filter(({id, file}) => name === `#${id}` || (file !== '' && (file === name || withoutScheme(file) === plain)))
  const found = exact.length > 0 ? exact : await byRealPath(headers, plain)
  const [first, ...others] = found
  if (first && others.length === 0) return first
  if (first) throw ambiguous(kind, name, found)
  throw unknown(kind, name, headers, node, {near: await nearest(plain, headers), flag})
}

/** `opt@` says that it may be missing; the rest is its path. */
export const withoutScheme = (name: string): string => name.replace(/^(?:file|opt)@/, '')

async function byRealPath(headers: readonly MapHeader[], name: string): Promise<MapHeader[]> {
  const wanted = await realpath(name).catch(() => undefined)
  if (wanted === undefined) return []
  const paths = await Promise.all(headers.map(({file}) => realPathOf(withoutScheme(file))))
  return headers.filter((_, index) => paths[index] === wanted)
}

/** A relative name is relative to where HAProxy was started, which is not known here. */
async function realPathOf(file: string): Promise<string | undefined> {
  return isAbsolute(file) ? realpath(file).catch(() => undefined) : undefined
}

/** First those with the same base name, then those that are written alike. */
async function nearest(name: string, headers: readonly MapHeader[]): Promise<string[]> {
  const files = headers.map(({file}) => file).filter(Boolean)
  const sameBase = files.filter((file) => basename(file) === basename(name))
  if (sameBase.length > 0) return sameBase
  const {distance} = await import('fastest-levenshtein')
  const near = files
    .map((file) => ({file, away: distance(basename(file), basename(name))}))
    .filter(({file, away}) => away <= Math.max(2, basename(file).length / 3))
  return near
    .sort((a, b) => a.away - b.away)
    .slice(0, 3)
    .map(({file}) => file)
}

type Flag = `--${ReferenceKind['noun']}`

interface Advice {
  readonly near: readonly string[]
  readonly flag: Flag | undefined
}

function unknown({noun, called}: ReferenceKind, name: string, headers: readonly MapHeader[], node: string, {near, flag}: Advice): HactlError {
  const named = headers.filter(({file}) => file !== '')
  const some =
    named.length === 0
      ? `hactl ${noun} list shows its ${called}s; none has a file: "#ID" names one`
      : `hactl ${noun} list shows its ${called}s: ${listed(named)}${flag ? `; ${flag} names one` : ''}`
  const hint = near.length > 0 ? `did you mean ${near.map((file) => JSON.stringify(file)).join(' or ')}?${flag ? ` ${flag} names it` : ''}` : some
  return new HactlError('map-unknown', {
    exit: 2,
    message: `HAProxy ${node} has no ${called} ${JSON.stringify(name)}`,
    hint: headers.length === 0 ? `its configuration uses no ${called}` : hint,
  })
}

/** The first few, so that one can be copied. */
function listed(named: readonly MapHeader[]): string {
  const names = named.slice(0, 5).map(({file}) => JSON.stringify(file))
  return named.length > 5 ? `${names.join(', ')} and ${named.length - 5} more` : names.join(', ')
}

const ambiguous = ({called}: ReferenceKind, name: string, found: readonly MapHeader[]): HactlError =>
  new HactlError('map-ambiguous', {
    exit: 2,
    message: `${JSON.stringify(name)} stands for several ${called}s: ${found.map(({id, file}) => `#${id} ${file}`).join(', ')}`,
    hint: 'name one as HAProxy does, or "#ID" for one run',
  })
