import type {Strategy} from '../../src/maps/sync-options.ts'
import type {Entry} from '../haproxy/lab.ts'
import {textOf} from './content.ts'

/** `between`: each entry is one of the old map or of the new one. */
export type Content = 'old' | 'new' | 'between' | 'neither'

/** What may run after each exit status (null: killed), by strategy. */
export const promised: Readonly<Record<Strategy, (exit: number | null) => readonly Content[]>> = {
  auto: oldOrNew,
  replace: oldOrNew,
  // not atomic, and says so
  patch: (exit) => [...oldOrNew(exit), ...(isKnown(exit) ? [] : ['between' as const])],
}

/** 0 says new; all others say that nothing was changed, but for those that cannot know. */
function oldOrNew(exit: number | null): readonly Content[] {
  if (!isKnown(exit)) return ['old', 'new']
  return exit === 0 ? ['new'] : ['old']
}

/** 5 says that it is not known, or only part done; who was killed says nothing. */
export const isKnown = (exit: number | null): boolean => exit !== null && exit !== 5

/** @param ordered whether entries in another order are another content: a patch puts none in its place, where the order decides nothing */
export function contentOf(running: readonly Entry[], before: readonly Entry[], after: readonly Entry[], ordered: boolean): Content {
  const shown = (entries: readonly Entry[]): string => textOf(ordered ? entries : entries.toSorted(byKey))
  if (shown(running) === shown(after)) return 'new'
  if (shown(running) === shown(before)) return 'old'
  const known = new Set([...before, ...after].map((entry) => textOf([entry])))
  return running.every((entry) => known.has(textOf([entry]))) ? 'between' : 'neither'
}

const byKey = ([one]: Entry, [other]: Entry): number => (one < other ? -1 : 1)
