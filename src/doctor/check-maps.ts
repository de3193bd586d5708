import type {RuntimeClient} from '../client/runtime-client.ts'
import {countText, entriesText} from '../maps/count-text.ts'
import {leftoverOf, mayBeLeftOver, unreadLeftover} from '../maps/leftover.ts'
import {ownSourceOf} from '../maps/own-source.ts'
import {type Found, findKind, readDifference} from '../maps/plan.ts'
import type {Listener} from '../maps/progress.ts'
import {acls, maps} from '../protocol/commands/map/reference.ts'
import {type MapHeader, referenceOf} from '../protocol/commands/map/show-maps.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {codeOf} from '../transport/connect-failure.ts'
import type {Told} from './ask.ts'
import {type Finding, unseen} from './finding.ts'
import type {Sight} from './own-process.ts'

export interface MapsOptions extends Pick<Listener, 'progress'> {
  readonly sight: Sight
}

/** Maps and ACLs: versions that nobody committed, and files that would load something else. Each map that has a file here is read once. */
export async function checkMaps(client: RuntimeClient, lists: Told['lists'], options: MapsOptions): Promise<Finding[]> {
  if (!lists)
    return [
      {
        severity: 'note',
        check: 'versions',
        subject: null,
        message: `maps were not looked at: that needs level ${client.dialect.mapLevel}, and this socket has level ${client.level}`,
        source: 'show cli level',
        advice: 'name a socket with level admin',
      },
    ]
  const {maps: ofMaps, acls: ofAcls} = lists
  const mapIds = new Set(ofMaps.headers.map(({id}) => id))
  const all = [
    ...ofMaps.headers.map((header) => ({kind: maps, header, pid: ofMaps.pid})),
    // loaded as both it is one list, and was looked at as a map
    ...ofAcls.headers.filter(({id}) => !mapIds.has(id)).map((header) => ({kind: acls, header, pid: ofAcls.pid})),
  ]
  const findings: Finding[] = []
  for (const {kind, header, pid} of all) {
    const map = referenceOf(kind, header)
    // nothing to compare, and nothing prepared: its header has told all
    if (!isCompared(header, options) && !mayBeLeftOver(header)) continue
    options.progress?.({phase: `read ${map.name}`})
    findings.push(...(await checkMap(client, {map, header, pid, kind: await findKind(client, map)}, options)))
  }
  return [...findings, ...summaries(all.length, findings, {...options, counted: all.every(({header}) => header.entryCount !== undefined)})]
}

/** What cannot be seen from here is told once, for all of them. */
const isCompared = ({file}: MapHeader, {sight}: MapsOptions): boolean => file !== '' && sight.seen

async function checkMap(client: RuntimeClient, found: Found, options: MapsOptions): Promise<Finding[]> {
  const compared = isCompared(found.header, options) ? await compareWithFile(client, found, options) : undefined
  const leftover = compared?.running === undefined ? await unreadLeftover(client, found, 0) : await leftoverOf(client, found, compared.running)
  return [...(compared?.findings ?? []), ...(leftover === undefined || leftover.entries === 0 ? [] : [abandoned(found, leftover.entries, leftover)])]
}

function abandoned({map}: Found, entries: number, {where, version}: {readonly where: string; readonly version: number | undefined}): Finding {
  const {noun} = map.kind
  return {
    severity: 'warning',
    check: 'versions',
    subject: map.name,
    message: `${where}: ${entriesText(entries)} in HAProxy’s memory that were never committed, or are being loaded now`,
    source: `show ${noun}: entry_cnt`,
    advice: `the next commit removes them${version === undefined ? '' : `; hactl ${noun} abort ${map.name} ${version} --by-replace does it now`}`,
  }
}

interface Compared {
  readonly findings: readonly Finding[]
  /** Entries of the current version; undefined where they were not read. */
  readonly running: number | undefined
}

async function compareWithFile(client: RuntimeClient, found: Found, {sight}: MapsOptions): Promise<Compared> {
  const {map} = found
  const {noun} = map.kind
  const about = {check: 'files', subject: map.name, source: `hactl ${noun} diff --file ${map.name}`} as const
  try {
    await using source = ownSourceOf(client, found, {hint: '', proc: sight.seen ? sight.proc : undefined, listens: sight.seen})
    const {difference} = await readDifference(client, found, source, {countLimit: Number.POSITIVE_INFINITY, acceptDrift: false, withoutDigest: true})
    const {same, added, changed, removed, runningEntries} = difference
    if (same) return {findings: [], running: runningEntries}
    const message = `a reload would bring something else than runs now: ${countsText({added, changed, removed})}`
    const advice = `hactl ${noun} save ${map.name} keeps what runs; hactl ${noun} sync ${map.name} brings what the file has`
    return {findings: [{...about, severity: 'warning', message, advice}], running: runningEntries}
  } catch (error) {
    if (!(error instanceof HactlError)) {
      if (codeOf(error) === undefined) throw error
      return {findings: [{...about, severity: 'note', message: `its file could not be read: ${asError(error).message}`, advice: null}], running: undefined}
    }
    if (error.code === 'key-invalid') {
      const message = `HAProxy could not load its file as it is: ${error.message}`
      return {findings: [{...about, severity: 'problem', message, advice: 'correct the line before the next reload'}], running: undefined}
    }
    if (!skipped.has(error.code)) throw error
    return {findings: error.code === 'map-without-file' ? [] : [{...about, severity: 'note', message: error.message, advice: null}], running: undefined}
  }
}

/** A map without a file, one that is not to be seen from here, that has more on a line than hactl compares, or that changes while it is read: no reason to look at no others. */
const skipped = new Set(['map-without-file', 'file-unproven', 'entry-too-long', 'conflict', 'drift'])

function countsText(counts: {readonly added: number | null; readonly changed: number | null; readonly removed: number | null}): string {
  const parts = Object.entries(counts).flatMap(([name, count]) => (count === null || count === 0 ? [] : [`${countText(count)} ${name}`]))
  return parts.length > 0 ? parts.join(', ') : 'another order'
}

/** What was looked at without a finding. */
function summaries(count: number, findings: readonly Finding[], {sight, counted}: MapsOptions & {readonly counted: boolean}): Finding[] {
  const about = {subject: null, advice: null} as const
  const named = (kind: Finding['check']): boolean => findings.some(({check, severity}) => check === kind && severity !== 'note')
  const what = `${count} ${count === 1 ? 'map or ACL' : 'maps and ACLs'}`
  return [
    ...(named('versions')
      ? []
      : [
          {
            ...about,
            severity: 'ok',
            check: 'versions',
            message: counted ? `${what}: no abandoned version` : `${what}: HAProxy before 2.5 does not count abandoned versions`,
            source: 'show map, show acl',
          } as const,
        ]),
    ...(sight.seen
      ? named('files')
        ? []
        : [{...about, severity: 'ok', check: 'files', message: `${what}: what could be compared is what its file has`, source: 'their files'} as const]
      : [unseen({check: 'files', subject: null, source: 'their files'}, 'whether maps differ from their files is not visible from here', sight.why)]),
  ]
}
