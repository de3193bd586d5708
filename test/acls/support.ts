import {acls, type EntrySource, type SyncOptions, type SyncReport, spool, syncMap} from '../../src/index.ts'
import type {LabHaproxy} from '../haproxy/lab.ts'
import {type Content, connect, type Place} from '../maps/support.ts'

export function patternsOf(content: Content, name = 'new.acl'): Promise<EntrySource> {
  return spool(once(content), name, acls)
}

async function* once(content: Content): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(content)
}

export interface SyncTo {
  haproxy: LabHaproxy
  acl: string
  content: Content
  /** Where to send it instead of the socket of HAProxy. */
  through?: Place
}

/** One sync with a client of its own. */
export async function syncAcl({haproxy, acl, content, through = haproxy}: SyncTo, options: SyncOptions = {}): Promise<SyncReport> {
  await using source = await patternsOf(content)
  return await syncMap(await connect(through), source, {map: haproxy.file(acl), ...options})
}

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
