import {acls, type EntrySource, type SyncOptions, type SyncReport} from '../../src/index.ts'
import type {LabHaproxy} from '../haproxy/lab.ts'
import {type Content, type SyncTo, sourceOf, sync} from '../maps/support.ts'

export const patternsOf = (content: Content, name = 'new.acl'): Promise<EntrySource> => sourceOf(content, name, acls)

/** One sync of an ACL with a client of its own. */
export const syncAcl = ({acl, ...to}: Omit<SyncTo, 'map' | 'kind'> & {acl: string}, options?: SyncOptions): Promise<SyncReport> =>
  sync({...to, map: acl, kind: acls}, options)

/** What traffic sees, latin1. */
export async function patternsIn(haproxy: LabHaproxy, acl: string, version?: number): Promise<string[]> {
  return (await haproxy.dump(acl, version)).map(([pattern]) => pattern)
}

/**
 * What HAProxy's own file loader makes of an ACL file, written from its rules (pattern.c pat_ref_read_from_file, runtime-api 3.7) and proved against it in
 * loader.test.ts. It shares nothing with src/. Not for files with NUL, nor with lines over tune.bufsize.
 */
export function loadedPatterns(file: Content): string[] {
  return Buffer.from(file)
    .toString('latin1')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.replace(/^[ \t]+/, '').replace(/\r.*$/s, ''))
    .filter((pattern) => pattern !== '')
}
