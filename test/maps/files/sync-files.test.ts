import {mkdir, readdir, readFile, rename, stat, writeFile} from 'node:fs/promises'
import {describe, expect, test} from 'vitest'
import {openFileSource, type SyncOptions, type SyncReport, saveMap, spool, syncMap} from '../../../src/index.ts'
import {concatenated} from '../../../src/maps/concatenated.ts'
import {commits, onceWhen} from '../../faults/fault.ts'
import {Relay as FaultRelay} from '../../faults/relay.ts'
import {type LabHaproxy, lab} from '../../haproxy/lab.ts'
import {loaded} from '../loader.ts'
import {Relay} from '../relay.ts'
import {bytes, connect, type Entry, failureOf, leavingAlone, linesOf, numbered, type Place, stateOf, sync} from '../support.ts'

const oldText = '# the old content\n/a old\n/b old\n'
const old: Entry[] = [
  ['/a', 'old'],
  ['/b', 'old'],
]
/** With all that a loader drops, and a key that would be a comment without the blank before it. */
const newText = '# routes\n\n/c \t new  and  more \r\n  #x hash\n/c again\n/d\n'

/** A sync from a file, as the command does it. */
async function syncFile(haproxy: LabHaproxy, options: SyncOptions & {from?: string; through?: Place} = {}): Promise<SyncReport> {
  const {from = haproxy.file('new.map'), through = haproxy, ...others} = options
  await using source = await openFileSource(from)
  return await syncMap(await connect(through), source, {map: haproxy.file('big.map'), ...others})
}

const drafts = async (folder: string): Promise<string[]> => (await readdir(folder)).filter((name) => name.startsWith('.hactl'))

describe.each(lab.since('2.4'))('a sync of HAProxy %s with --save', (version) => {
  const start = (): Promise<LabHaproxy> => lab.start(version, {maps: {'big.map': oldText}, files: {'new.map': newText}})

  test('writes the file of the map after the commit, not before, and a reload gives what was committed', async () => {
    await using haproxy = await start()
    const map = haproxy.file('big.map')
    const {readFileSync} = await import('node:fs')
    const seen: Record<string, string> = {}
    const cautions: string[] = []
    const listener = {
      progress: ({phase}: {phase: string}) => void (seen[phase] = readFileSync(map, 'utf8')),
      caution: (text: string) => void cautions.push(text),
    }
    const report = await syncFile(haproxy, {save: true, ...listener})
    expect(seen).toMatchObject({prepare: oldText, verify: oldText, commit: oldText, save: oldText})
    const text = await readFile(map)
    expect(report).toMatchObject({strategy: 'replace', saved: {file: map, entries: 4, bytes: text.length, written: true, comments: 1}, backup: null})
    expect(report.phases).toHaveProperty('save')
    expect(cautions).toEqual([`a comment of ${map} is lost: HAProxy does not know them`])
    const committed = await haproxy.dump('big.map')
    expect(committed).toEqual(loaded(newText))
    expect(loaded(text)).toEqual(committed)
    await haproxy.reload()
    expect(await haproxy.dump('big.map')).toEqual(committed)
    expect(await drafts(haproxy.folder)).toEqual([])
  })

  test('saves what was committed when duplicates were dropped', async () => {
    await using haproxy = await start()
    await syncFile(haproxy, {save: true, onDuplicate: 'last'})
    expect(loaded(await readFile(haproxy.file('big.map')))).toEqual(await haproxy.dump('big.map'))
    expect((await haproxy.dump('big.map')).filter(([key]) => key === '/c')).toEqual([['/c', 'again']])
  })

  test('leaves a file alone that holds the content already, with its comments, also when it is the source', async () => {
    await using haproxy = await start()
    const map = haproxy.file('big.map')
    await writeFile(map, newText)
    const {ino} = await stat(map)
    expect(await syncFile(haproxy, {save: true})).toMatchObject({strategy: 'replace', saved: {written: false, comments: 0}})
    expect(await syncFile(haproxy, {save: true, from: map, strategy: 'replace'})).toMatchObject({strategy: 'replace', saved: {written: false}})
    expect((await stat(map)).ino).toBe(ino)
    expect(await readFile(map, 'utf8')).toBe(newText)
  })

  test('mends a file that differs although the running map does not; a dry run only says so', async () => {
    await using haproxy = await start()
    const map = haproxy.file('big.map')
    await syncFile(haproxy)
    expect(await readFile(map, 'utf8')).toBe(oldText)
    const cautions: string[] = []
    const caution = (text: string): void => void cautions.push(text)
    const planned = await leavingAlone(haproxy, 'big.map', () => syncFile(haproxy, {save: true, dryRun: true, caution}))
    expect(planned).toMatchObject({strategy: 'none', saved: {file: map, written: true, entries: 4, comments: 1}})
    expect(cautions).toEqual([expect.stringContaining('would be lost')])
    expect(await readFile(map, 'utf8')).toBe(oldText)
    expect(await leavingAlone(haproxy, 'big.map', () => syncFile(haproxy, {save: true}))).toMatchObject({strategy: 'none', saved: {written: true}})
    expect(loaded(await readFile(map))).toEqual(loaded(newText))
  })

  test('that fails leaves the file as it is', async () => {
    await using haproxy = await start()
    const {symlink, rm} = await import('node:fs/promises')
    await writeFile(haproxy.file('twice.map'), '/a 1\n/a 2\n')
    await failureOf(syncFile(haproxy, {save: true, from: haproxy.file('twice.map'), onDuplicate: 'error'}))
    await failureOf(syncFile(haproxy, {save: true, requireEntries: 100}))
    expect(await readFile(haproxy.file('big.map'), 'utf8')).toBe(oldText)
    // a folder that goes away behind the commit
    await mkdir(haproxy.file('there'))
    await symlink('there', haproxy.file('link'))
    const {unlinkSync} = await import('node:fs')
    const progress = ({phase}: {phase: string}): void => void (phase === 'commit' && unlinkSync(haproxy.file('link')))
    const error = await failureOf(syncFile(haproxy, {saveTo: haproxy.file('link/saved.map'), progress}))
    expect(error).toMatchObject({code: 'save-failed', exit: 5})
    expect(error.message).toMatch(/is committed as version \d+, but .*link\/saved\.map was not written/)
    expect(await haproxy.dump('big.map')).toEqual(loaded(newText))
    expect(await readdir(haproxy.file('there'))).toEqual([])
    await rm(haproxy.file('there'), {recursive: true})
  })

  test('saves a commit whose answer was lost, and which turns out to be done', async () => {
    await using haproxy = await start()
    await using relay = await FaultRelay.before(haproxy.socket)
    relay.plan = onceWhen(commits, {kind: 'lose-answer'})
    const saveTo = haproxy.file('saved.map')
    expect(await syncFile(haproxy, {saveTo, through: {socket: relay.address}})).toMatchObject({strategy: 'replace', saved: {written: true}})
    expect(relay.requests.filter((request) => request.includes('commit map @'))).toHaveLength(2)
    expect(loaded(await readFile(saveTo))).toEqual(loaded(newText))
  })

  test('whose source changes behind the commit says so, and that the map is changed', async () => {
    await using haproxy = await start()
    const {appendFileSync} = await import('node:fs')
    const progress = ({phase}: {phase: string}): void => void (phase === 'save' && appendFileSync(haproxy.file('new.map'), '/late 1\n'))
    const error = await failureOf(syncFile(haproxy, {save: true, progress}))
    expect(error).toMatchObject({code: 'save-failed', exit: 5})
    expect(error.message).toMatch(/is committed as version \d+, but .*big\.map was not written: .*new\.map has changed since$/)
    expect(await readFile(haproxy.file('big.map'), 'utf8')).toBe(oldText)
  })

  test('does not put its content over that of a writer who committed, and saved, after it', async () => {
    await using haproxy = await start()
    const saveTo = haproxy.file('saved.map')
    await using source = await spool(
      (async function* () {
        yield '/theirs 1\n'
      })(),
      'theirs',
    )
    let committed = false
    let looks = 0
    const theirs = async (): Promise<void> => {
      await syncMap(await connect(haproxy), source, {map: haproxy.file('big.map'), saveTo, lock: false})
    }
    await using relay = await Relay.before(haproxy, {
      before: (request) => {
        if (request.includes('commit map @')) committed = true
        const isLook = committed && request.endsWith(';show map\n') && !request.includes('commit')
        // the first look behind a commit tells whether it was done, the next whether the file may be written
        return isLook && (looks += 1) === 2 ? theirs() : undefined
      },
    })
    const error = await failureOf(syncFile(haproxy, {saveTo, through: relay}))
    expect(error).toMatchObject({code: 'save-failed', exit: 5})
    expect(error.message).toMatch(/another writer has committed/)
    expect(await readFile(saveTo, 'utf8')).toBe('/theirs 1\n')
    expect(await haproxy.dump('big.map')).toEqual([['/theirs', '1']])
    expect(await drafts(haproxy.folder)).toEqual([])
  })

  test('is not stopped by a signal that comes behind the commit', async () => {
    await using haproxy = await start()
    const stop = new AbortController()
    const progress = ({phase}: {phase: string}): void => void (phase === 'save' && stop.abort())
    expect(await syncFile(haproxy, {save: true, signal: stop.signal, progress})).toMatchObject({strategy: 'replace', saved: {written: true}})
    expect(loaded(await readFile(haproxy.file('big.map')))).toEqual(loaded(newText))
  })

  test('and --save-to writes another file, and not the one of the map', async () => {
    await using haproxy = await start()
    const saveTo = haproxy.file('elsewhere.map')
    expect(await syncFile(haproxy, {saveTo})).toMatchObject({saved: {file: saveTo, written: true}})
    expect(loaded(await readFile(saveTo))).toEqual(loaded(newText))
    expect(await readFile(haproxy.file('big.map'), 'utf8')).toBe(oldText)
  })

  test('may not write one of several sources', async () => {
    await using haproxy = await start()
    await writeFile(haproxy.file('more.map'), '/more 1\n')
    const paths = [haproxy.file('new.map'), haproxy.file('more.map')]
    await using source = concatenated(await Promise.all(paths.map((path) => openFileSource(path))))
    const client = await connect(haproxy)
    for (const options of [{saveTo: paths[1]}, {backup: paths[1]}, {backup: paths[1], onDuplicate: 'first' as const}]) {
      const error = await leavingAlone(haproxy, 'big.map', () => failureOf(syncMap(client, source, {map: haproxy.file('big.map'), ...options})))
      expect(error).toMatchObject({code: 'file-unusable', exit: 2})
    }
    expect(await readFile(haproxy.file('more.map'), 'utf8')).toBe('/more 1\n')
  })
})

describe.each(lab.since('2.4'))('a sync of HAProxy %s with --backup', (version) => {
  const start = (): Promise<LabHaproxy> => lab.start(version, {maps: {'big.map': oldText}, files: {'new.map': newText}})

  test.each(['auto', 'replace'] as const)('has written the old content before anything is prepared (strategy %s), and it can be restored', async (strategy) => {
    await using haproxy = await start()
    const backup = haproxy.file('backup.map')
    const {readFileSync} = await import('node:fs')
    let atPrepare = ''
    const progress = ({phase}: {phase: string}): void => void (phase === 'prepare' && (atPrepare = readFileSync(backup, 'utf8')))
    const report = await syncFile(haproxy, {strategy, backup, progress})
    expect(report.backup).toEqual({
      file: backup,
      entries: 2,
      bytes: linesOf(old).length,
      restore: `hactl map sync ${backup} --map ${haproxy.file('big.map')} -s ${haproxy.socket}`,
    })
    expect(atPrepare).toBe(linesOf(old))
    expect(await haproxy.dump('big.map')).toEqual(loaded(newText))
    await syncFile(haproxy, {from: backup})
    expect(await haproxy.dump('big.map')).toEqual(old)
  })

  test('leaves the last backup as it is when there is nothing to do, and in a dry run', async () => {
    await using haproxy = await start()
    const backup = haproxy.file('backup.map')
    await writeFile(backup, 'before the last change\n')
    await writeFile(haproxy.file('same.map'), linesOf(old))
    await writeFile(haproxy.file('plain.map'), '/a b\n')
    expect(await syncFile(haproxy, {from: haproxy.file('same.map'), backup})).toMatchObject({dryRun: false, strategy: 'none', backup: null, undo: null})
    for (const options of [{strategy: 'auto'}, {strategy: 'patch', from: haproxy.file('plain.map')}] as const)
      expect(await syncFile(haproxy, {backup, ...options, dryRun: true})).toMatchObject({
        dryRun: true,
        backup: {file: backup, entries: null, bytes: null},
        undo: null,
      })
    expect(await readFile(backup, 'utf8')).toBe('before the last change\n')
  })

  test('of an empty map names the command that empties it', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': ''}, files: {'new.map': newText}})
    const {backup, undo, dryRun} = await syncFile(haproxy, {backup: haproxy.file("it's.map"), saveTo: haproxy.file('s.map')})
    expect({dryRun, undo}).toEqual({dryRun: false, undo: backup?.restore})
    expect(backup?.restore).toBe(
      `hactl map sync '${haproxy.folder}/it'\\''s.map' --map ${haproxy.file('big.map')} -s ${haproxy.socket} --save-to ${haproxy.file('s.map')} --allow-empty`,
    )
  })

  test('stops before anything is prepared where an entry cannot stand in a file, and where the file cannot be written', async () => {
    await using haproxy = await start()
    await haproxy.exchange(bytes(`add map ${haproxy.file('big.map')} odd value\\ \n`))
    const backup = haproxy.file('backup.map')
    const error = await leavingAlone(haproxy, 'big.map', () => failureOf(syncFile(haproxy, {backup})))
    expect(error).toMatchObject({code: 'entry-unsavable', exit: 2, message: expect.stringContaining('"odd value "')})
    await expect(stat(backup)).rejects.toThrow('ENOENT')
    expect(await drafts(haproxy.folder)).toEqual([])
    for (const name of [haproxy.folder, haproxy.file('no/folder'), haproxy.file('new.map')]) {
      expect(await leavingAlone(haproxy, 'big.map', () => failureOf(syncFile(haproxy, {backup: name})))).toMatchObject({code: 'file-unusable', exit: 2})
    }
    expect(await leavingAlone(haproxy, 'big.map', () => failureOf(syncFile(haproxy, {backup, saveTo: backup})))).toMatchObject({code: 'file-unusable', exit: 2})
    expect(await readFile(haproxy.file('new.map'), 'utf8')).toBe(newText)
  })

  test('stops when the content is no longer what the plan was made with', async () => {
    await using haproxy = await start()
    const backup = haproxy.file('backup.map')
    let dumps = 0
    const change = async (): Promise<void> => void (await haproxy.exchange(`set map ${haproxy.file('big.map')} /a changed`))
    await using relay = await Relay.before(haproxy, {before: (request) => (/;show map \S/.test(request) && (dumps += 1) === 2 ? change() : undefined)})
    expect(await failureOf(syncFile(haproxy, {backup, through: relay}))).toMatchObject({code: 'drift', exit: 4})
    expect(await haproxy.header('big.map')).toMatchObject({currVer: 0, nextVer: 0})
    await expect(stat(backup)).rejects.toThrow('ENOENT')
  })
})

test('a backup goes with the run that changes something, on the process that took over', async () => {
  await using haproxy = await lab.start('3.2', {maps: {'big.map': oldText}, files: {'new.map': numbered(2000, (n) => `/${n} new`)}})
  const backup = haproxy.file('backup.map')
  let reloaded = false
  await using relay = await Relay.before(haproxy, {
    before: (request) => {
      if (reloaded || !request.startsWith('add map @')) return undefined
      reloaded = true
      return haproxy.reload()
    },
  })
  const before = await stateOf(haproxy, 'big.map')
  expect(await syncFile(haproxy, {backup, through: relay, session: 'oneshot'})).toMatchObject({strategy: 'replace', backup: {entries: 2}})
  expect(loaded(await readFile(backup))).toEqual(before.entries)
})

test('what is renamed away while it is saved is written anew under its name', async () => {
  await using haproxy = await lab.start('3.2', {maps: {'big.map': oldText}})
  const map = haproxy.file('big.map')
  await haproxy.exchange(`set map ${map} /a new`)
  await rename(map, haproxy.file('old.map'))
  await writeFile(map, 'somebody else\n')
  await saveMap(await connect(haproxy), map)
  expect(await readFile(map, 'utf8')).toBe('/a new\n/b old\n')
  await sync({haproxy, map: 'big.map', content: '/c 1\n'}, {save: true})
  expect(await readFile(map, 'utf8')).toBe('/c 1\n')
})

describe.each(lab.versions)('a patch of HAProxy %s', (version) => {
  const start = (): Promise<LabHaproxy> => lab.start(version, {maps: {'big.map': oldText}, files: {'new.map': '/b new\n/a old\n/c 1\n'}})

  test('keeps the old content with --backup, and writes its file with --save', async () => {
    await using haproxy = await start()
    const [map, backup] = [haproxy.file('big.map'), haproxy.file('backup.map')]
    const report = await syncFile(haproxy, {strategy: 'patch', save: true, backup})
    expect(report).toMatchObject({strategy: 'patch', saved: {file: map, entries: 3, written: true, comments: 1}, backup: {file: backup, entries: 2}})
    expect(await readFile(map, 'utf8')).toBe('/b new\n/a old\n/c 1\n')
    expect(await readFile(backup, 'utf8')).toBe(linesOf(old))
    const running = new Map(await haproxy.dump('big.map'))
    await haproxy.reload()
    expect(new Map(await haproxy.dump('big.map'))).toEqual(running)
    await syncFile(haproxy, {strategy: 'patch', from: backup})
    expect(new Map(await haproxy.dump('big.map'))).toEqual(new Map(old))
  })

  test('that could not be saved says that the map is changed', async () => {
    await using haproxy = await start()
    const {appendFileSync} = await import('node:fs')
    const progress = ({phase}: {phase: string}): void => void (phase === 'save' && appendFileSync(haproxy.file('new.map'), '/late 1\n'))
    const error = await failureOf(syncFile(haproxy, {strategy: 'patch', save: true, progress}))
    expect(error).toMatchObject({code: 'save-failed', exit: 5, message: expect.stringMatching(/big\.map is changed, but .*big\.map was not written: /)})
    expect(await readFile(haproxy.file('big.map'), 'utf8')).toBe(oldText)
  })

  test('is not begun where an entry cannot be backed up', async () => {
    await using haproxy = await start()
    await haproxy.exchange(bytes(`add map ${haproxy.file('big.map')} odd value\\ \n`))
    const backup = haproxy.file('backup.map')
    const error = await leavingAlone(haproxy, 'big.map', () => failureOf(syncFile(haproxy, {strategy: 'patch', backup})))
    expect(error).toMatchObject({code: 'entry-unsavable', exit: 2})
  })
})
