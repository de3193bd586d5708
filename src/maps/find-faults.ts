import {addMapPayload} from '../protocol/commands/map/add-map.ts'
import {MapReference} from '../protocol/commands/map/reference.ts'
import {HactlError} from '../protocol/error.ts'
import {longestTerminator, payloadRoom} from '../protocol/payload.ts'
import {faultsOf} from './check-source.ts'
import {type DuplicatePolicy, repeatedKeys, withoutDuplicates} from './duplicates.ts'
import {type Guards, guardSource} from './guards.ts'
import {matchKindOf} from './match-kind.ts'
import type {EntrySource} from './source.ts'

/** What a file is to be valid for. */
export interface CheckOptions extends Pick<Guards, 'allowEmpty' | 'requireEntries'> {
  /** How the map, or ACL, will match: str, ip, int, reg … */
  readonly type: string
  readonly onDuplicate: DuplicatePolicy
  /** Bytes: `tune.bufsize` of the HAProxy that it is for. */
  readonly bufferSize: number
  /** As HAProxy will call it: the name takes some of the buffer. The file of the source unless given. */
  readonly name?: string | undefined
}

/** What HAProxy, or hactl, would not take. */
export interface Finding {
  readonly source: string
  /** 1 for the first; null where it is about all of the source. */
  readonly line: number | null
  /** As in docs/errors.md. */
  readonly code: string
  readonly message: string
}

/**
 * Checks a source as `syncMap` does before it sends anything, without any HAProxy. Regular expressions are HAProxy's to judge.
 *
 * @param found told each fault in the order of the lines; a source that cannot be read further is one
 * @returns entries, as the policy leaves them
 */
export async function findFaults(source: EntrySource, options: CheckOptions, found: (finding: Finding) => void): Promise<number> {
  const {type, onDuplicate, bufferSize, name = source.file ?? source.name} = options
  const command = addMapPayload.encode(new MapReference(source.kind, name), 0xffff_ffff)
  const rules = {
    kind: matchKindOf([{type, caseSensitive: true, found: false}], source.kind),
    room: payloadRoom(command, longestTerminator, bufferSize),
    bufferSize,
  }
  const repeated = onDuplicate === 'error' ? repeatedKeys(source.name) : () => []
  const kept = withoutDuplicates(source, onDuplicate === 'error' ? 'keep' : onDuplicate)
  let entries = 0
  try {
    for await (const batch of kept.entries()) {
      entries += batch.count
      const faults = [...faultsOf(batch, source.name, rules), ...repeated(batch)].map((fault) => findingOf(source.name, fault))
      for (const finding of faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))) found(finding)
    }
    guardSource(source.name, entries, options)
  } catch (error) {
    found(asFinding(source.name, error))
  }
  return entries
}

/** @throws what is no fault of a source */
export function asFinding(name: string, error: unknown): Finding {
  if (error instanceof HactlError && error.exit === 2) return findingOf(name, error)
  throw error
}

/** Messages begin with the place, where there is one. */
function findingOf(source: string, {code, message}: HactlError): Finding {
  const place = message.startsWith(`${source}:`) ? /^(\d+): ([^]*)$/.exec(message.slice(source.length + 1)) : null
  return {source, line: place ? Number(place[1]) : null, code, message: place?.[2] ?? message}
}
