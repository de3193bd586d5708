import {spawn, spawnSync} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {setTimeout as pause} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'
import {type Ended, environment, errorIn, hactl, program, Running, syncOf} from './hactl.ts'

const isRoot = process.getuid?.() === 0
/** Mounts that one process and its children see, and nobody else. */
const ownMounts = ['unshare', '-m']
/** Only root may mount and look at HAProxy from there, and not in every container. */
const canMount = isRoot && spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0

const oldText = '# old\n/a old\n/b old\n'
const newText = '/c new\n/d new\n'

const start = (version: LabVersion, maps = {'big.map': oldText}): Promise<LabHaproxy> => lab.start(version, {maps, files: {'new.map': newText}})

const sync = (haproxy: LabHaproxy, ...more: string[]): string[] => syncOf(haproxy, {}, ...more)

const drafts = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('.hactl'))

/** Runs hactl where a shell has changed something first: mounts, limits. @param names of files, which are $1, $2 … for the shell */
function hactlBehind(script: string, args: readonly string[], names: readonly string[] = []): Promise<Ended> {
  return new Promise((resolve) => {
    const shell = ['bash', '-ec', `${script}\nshift ${names.length}\nexec "$@"`, 'bash', ...names, process.execPath, program, ...args]
    const [command = '', ...words] = script.includes('mount') ? [...ownMounts, ...shell] : shell
    const child = spawn(command, words, {env: environment()})
    const pieces: Buffer[] = []
    let stderr = ''
    child.stdout.on('data', (bytes: Buffer) => pieces.push(bytes))
    child.stderr.on('data', (bytes: Buffer) => (stderr += String(bytes)))
    child.on('close', (status) => resolve({status, stdout: String(Buffer.concat(pieces)), stderr, bytes: Buffer.concat(pieces).toString('latin1')}))
  })
}

describe.each(lab.since('2.4'))('on HAProxy %s', (version) => {
  test('a sync tells where it saved, and how to go back; that command goes back', async () => {
    await using haproxy = await start(version)
    const [map, backup] = [haproxy.file('big.map'), haproxy.file('it is backed up')]
    const {status, stdout, stderr} = await hactl(sync(haproxy, '--save', '--backup', backup))
    expect({status, stdout}).toEqual({status: 0, stdout: ''})
    const [warning, summary, restoring, command = ''] = stderr.split('\n')
    expect(warning).toBe(`Warning: a comment of ${map} is lost: HAProxy does not know them`)
    expect(summary).toMatch(new RegExp(`^✓ ${map}: 2 added, 2 removed; 2 entries verified as version \\d+ in .* \\(saved to ${map}\\)$`))
    expect(restoring).toBe(`old content: ${backup} (2 entries); to go back to it:`)
    expect(readFileSync(map, 'utf8')).toBe(newText)
    const restored = spawnSync('bash', ['-c', `hactl() { '${process.execPath}' '${program}' "$@"; }; ${command}`], {env: environment(), encoding: 'utf8'})
    expect({status: restored.status, stdout: restored.stdout}).toEqual({status: 0, stdout: ''})
    expect(await haproxy.dump('big.map')).toEqual([
      ['/a', 'old'],
      ['/b', 'old'],
    ])
    expect(readFileSync(map, 'utf8')).toBe('/a old\n/b old\n')
  })

  test('a sync with nothing to do tells what became of the file; --exit-code counts it', async () => {
    await using haproxy = await start(version)
    const map = haproxy.file('big.map')
    await hactl(sync(haproxy))
    const planned = await hactl(sync(haproxy, '--save', '--dry-run', '--exit-code'))
    expect(planned).toMatchObject({status: 6, stderr: expect.stringContaining(`nothing was sent\nwould save 2 entries to ${map}\n`)})
    expect(readFileSync(map, 'utf8')).toBe(oldText)
    expect(await hactl(sync(haproxy, '--save'))).toMatchObject({status: 0, stderr: expect.stringMatching(/nothing was sent; saved to .*big\.map\n$/)})
    expect(readFileSync(map, 'utf8')).toBe(newText)
    expect(await hactl(sync(haproxy, '--save'))).toMatchObject({status: 0, stderr: expect.stringMatching(/big\.map holds it already\n$/)})
    expect(await hactl(sync(haproxy, '--save', '--dry-run', '--exit-code'))).toMatchObject({status: 0})
  })

  test('a dry run says what would be written, and writes nothing', async () => {
    await using haproxy = await start(version)
    const {status, stdout} = await hactl(sync(haproxy, '--save', '--backup', haproxy.file('backup.map'), '--dry-run'))
    expect(status).toBe(0)
    expect(stdout).toContain(`would write the old content to ${haproxy.file('backup.map')}\nwould save 2 entries to ${haproxy.file('big.map')}`)
    expect(readFileSync(haproxy.file('big.map'), 'utf8')).toBe(oldText)
    expect(existsSync(haproxy.file('backup.map'))).toBe(false)
  })

  test.runIf(canMount).each([
    ['a read-only folder', 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"', /read-only/],
    ['a file that is mounted by itself', 'mount --bind "$1/big.map" "$1/big.map"', /mounted by itself/],
  ])('%s: committed but not saved, and the old file stays', async (_, script, why) => {
    await using haproxy = await start(version)
    const ended = await hactlBehind(script, sync(haproxy, '--save', '--json'), [haproxy.folder])
    expect({status: ended.status, code: errorIn(ended).code}, ended.stdout).toEqual({status: 5, code: 'save-failed'})
    expect(errorIn(ended).message).toMatch(why)
    expect(errorIn(ended).message).toMatch(/is committed as version \d+/)
    expect(readFileSync(haproxy.file('big.map'), 'utf8')).toBe(oldText)
    expect(await haproxy.dump('big.map')).toEqual([
      ['/c', 'new'],
      ['/d', 'new'],
    ])
    expect(drafts(haproxy.folder)).toEqual([])
    // run again when it is mended
    expect(await hactl(sync(haproxy, '--save'))).toMatchObject({status: 0})
    expect(readFileSync(haproxy.file('big.map'), 'utf8')).toBe(newText)
  })

  test.runIf(canMount)('a full disk: committed but not saved, the old file is whole, and nothing else is left', async () => {
    await using haproxy = await start(version)
    const folder = haproxy.file('small')
    mkdirSync(folder)
    writeFileSync(haproxy.file('new.map'), Array.from({length: 40_000}, (_, index) => `/${index} backend\n`).join(''))
    // the old file is put there first; afterwards what is there is told, for the mount goes with its process
    const script = `mount -t tmpfs -o size=256k none "$1" && cp "$2" "$1/saved.map"
      program=("\${@:3}"); status=0; "\${program[@]}" || status=$?; cmp "$1/saved.map" "$2" >&2; ls -A "$1" >&2; exit $status`
    const ended = await hactlBehind(script, sync(haproxy, '--save-to', `${folder}/saved.map`, '--json'), [folder, haproxy.file('big.map')])
    expect({status: ended.status, code: errorIn(ended).code, stderr: ended.stderr}).toEqual({status: 5, code: 'save-failed', stderr: 'saved.map\n'})
    expect(errorIn(ended).message).toMatch(/the disk is full/)
    expect(await haproxy.dump('big.map')).toHaveLength(40_000)
  })

  test.runIf(canMount)('another file under the name that HAProxy has: nothing is sent', async () => {
    await using haproxy = await start(version)
    writeFileSync(haproxy.file('other.map'), 'other\n')
    const before = await haproxy.header('big.map')
    const ended = await hactlBehind('mount --bind "$1/other.map" "$1/big.map"', sync(haproxy, '--save', '--json'), [haproxy.folder])
    expect({status: ended.status, code: errorIn(ended).code}).toEqual({status: 2, code: 'file-unproven'})
    expect(errorIn(ended)).toMatchObject({message: expect.stringContaining('another file than here'), hint: expect.stringContaining('--save-to')})
    expect(await haproxy.header('big.map')).toEqual(before)
    expect([readFileSync(haproxy.file('big.map'), 'utf8'), readFileSync(haproxy.file('other.map'), 'utf8')]).toEqual([oldText, 'other\n'])
  })

  test('a file that would be larger than this process may write: committed but not saved', async () => {
    await using haproxy = await start(version)
    writeFileSync(haproxy.file('new.map'), Array.from({length: 20_000}, (_, index) => `/${index} backend\n`).join(''))
    const ended = await hactlBehind('ulimit -f 100', sync(haproxy, '--save', '--json'))
    expect({status: ended.status, code: errorIn(ended).code}, ended.stdout).toEqual({status: 5, code: 'save-failed'})
    expect(errorIn(ended).message).toMatch(/larger than this process may write/)
    expect(readFileSync(haproxy.file('big.map'), 'utf8')).toBe(oldText)
    expect(drafts(haproxy.folder)).toEqual([])
  })

  test.runIf(isRoot)('a user who may not look at HAProxy, or not write: refused before anything is sent', async () => {
    await using haproxy = await start(version)
    chmodSync(haproxy.folder, 0o755)
    const target = ['-s', `tcp://${haproxy.tcpAddress}`, '--json']
    const before = await haproxy.header('big.map')
    const nobody = {uid: 65_534}
    const own = await hactl([...sync(haproxy, '--save').slice(0, -3), '--save', ...target], nobody)
    expect({status: own.status, code: errorIn(own).code}).toEqual({status: 2, code: 'file-unproven'})
    expect(errorIn(own).message).toMatch(/only root/)
    const backup = await hactl(['map', 'sync', haproxy.file('new.map'), '--map', haproxy.file('big.map'), '--backup', haproxy.file('b.map'), ...target], nobody)
    expect({status: backup.status, code: errorIn(backup).code}).toEqual({status: 2, code: 'save-failed'})
    expect(errorIn(backup).message).toMatch(/may not write there/)
    expect(await haproxy.header('big.map')).toEqual(before)
  })
})

describe.each(lab.versions)('map save and map diff --file on HAProxy %s', (version) => {
  test('say what was saved and what differs', async () => {
    await using haproxy = await start(version)
    const map = haproxy.file('big.map')
    const target = ['-s', haproxy.socket]
    expect(await hactl(['map', 'diff', '--file', map, ...target])).toMatchObject({status: 0})
    await haproxy.exchange(`set map ${map} /a new`)
    const differs = await hactl(['map', 'diff', '--file', map, ...target])
    expect(differs).toMatchObject({status: 6, stdout: expect.stringMatching(/^~ \/a new → old\n/)})
    const planned = await hactl(['map', 'save', map, '--dry-run', ...target])
    expect(planned).toMatchObject({status: 0, stdout: `2 entries of ${map} would be saved to ${map}\n`})
    expect(readFileSync(map, 'utf8')).toBe(oldText)
    const saved = await hactl(['map', 'save', map, '--json', ...target])
    expect(Object.keys(JSON.parse(saved.stdout) as object)).toEqual(['map', 'file', 'entries', 'bytes', 'written', 'comments', 'target'])
    expect(JSON.parse(saved.stdout)).toMatchObject({map, file: map, entries: 2, bytes: 14, written: true, comments: 1})
    expect(readFileSync(map, 'utf8')).toBe('/a new\n/b old\n')
    expect(await hactl(['map', 'diff', '--file', map, ...target])).toMatchObject({status: 0})
    expect(await hactl(['map', 'save', map, ...target])).toMatchObject({status: 0, stdout: '', stderr: `= ${map} holds the 2 entries of ${map} already\n`})
    const other = haproxy.file('other.map')
    expect(await hactl(['map', 'save', map, '--to', other, ...target])).toMatchObject({status: 0, stderr: `✓ ${map}: 2 entries saved to ${other}\n`})
  })

  test('refuse what they cannot know, and say what to do', async () => {
    await using haproxy = await start(version)
    await using relay = await Relay.before(haproxy.socket)
    const map = haproxy.file('big.map')
    const save = await hactl(['map', 'save', map, '-s', relay.address, '--json'])
    expect(errorIn(save)).toMatchObject({code: 'file-unproven', hint: expect.stringContaining('--to FILE')})
    const diff = await hactl(['map', 'diff', '--file', map, '-s', relay.address, '--json'])
    expect(errorIn(diff)).toMatchObject({code: 'file-unproven', hint: expect.stringContaining('map diff FILE --map MAP')})
    expect([save.status, diff.status]).toEqual([2, 2])
    expect(await hactl(['map', 'diff', '--file', map, map, '-s', haproxy.socket])).toMatchObject({status: 2})
    expect(await hactl(['map', 'diff', '--file', map, '--map', map, '-s', haproxy.socket])).toMatchObject({status: 2})
  })
})

describe.each(lab.since('3.0'))('a file that opt@ allows to be missing, on HAProxy %s', (version) => {
  test('counts as empty, until it is saved', async () => {
    await using haproxy = await lab.start(version, {frontendLines: ['http-request set-var(txn.more) url,map_str(opt@{folder}/maybe.map)']})
    const [map, target] = [haproxy.file('maybe.map'), ['-s', haproxy.socket]]
    expect(await hactl(['map', 'diff', '--file', map, ...target])).toMatchObject({status: 0})
    await haproxy.exchange(`add map ${map} k v`)
    expect(await hactl(['map', 'diff', '--file', `opt@${map}`, '-o', 'plain', ...target])).toMatchObject({status: 6})
    expect(await hactl(['map', 'save', map, ...target])).toMatchObject({status: 0})
    expect(readFileSync(map, 'utf8')).toBe('k v\n')
    expect(statSync(map).mode & 0o777).toBe(0o644)
    expect(await hactl(['map', 'diff', '--file', map, ...target])).toMatchObject({status: 0})
  })
})

describe.each(['2.2', lab.versions.at(-1) ?? '3.4'] as LabVersion[])('a save from HAProxy %s that is ended', (version) => {
  const lines = (value: string): string => Array.from({length: 60_000}, (_, index) => `/customers/${index} ${value}\n`).join('')

  test('with SIGKILL at any moment leaves the old file or the new one', {timeout: 120_000}, async () => {
    await using haproxy = await start(version, {'big.map': lines('running')})
    const file = haproxy.file('saved.map')
    const args = ['map', 'save', haproxy.file('big.map'), '--to', file, '-s', haproxy.socket]
    const begun = performance.now()
    writeFileSync(file, lines('old'))
    expect(await hactl(args)).toMatchObject({status: 0})
    const whole = performance.now() - begun
    const seen = {old: 0, new: 0}
    for (let round = 0; round < 30 && (round < 15 || seen.old === 0 || seen.new === 0); round += 1) {
      writeFileSync(file, lines('old'))
      const running = new Running(args)
      // half of them in its last third, where it writes
      await pause(whole * (round % 2 ? Math.random() : 0.6 + 0.5 * Math.random()))
      running.signal('SIGKILL')
      await running.ended
      const text = readFileSync(file, 'utf8')
      expect(text === lines('old') || text === lines('running')).toBe(true)
      seen[text === lines('old') ? 'old' : 'new'] += 1
    }
    expect(seen.old).toBeGreaterThan(0)
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('with %s leaves the old file and no other', async (signal) => {
    await using haproxy = await start(version, {'big.map': lines('running')})
    await using relay = await Relay.before(haproxy.socket)
    const file = haproxy.file('saved.map')
    writeFileSync(file, 'old\n')
    const map = haproxy.file('big.map')
    relay.plan = onceWhen(({line}) => line.endsWith(`show map ${map}`), {kind: 'stall-answer', meanwhile: () => running.signal(signal)})
    const running = new Running(['map', 'save', map, '--to', file, '-s', relay.address, '--json'])
    const ended = await running.ended
    expect({status: ended.status, code: errorIn(ended).code}).toEqual({status: signal === 'SIGINT' ? 130 : 143, code: 'interrupted'})
    expect(readFileSync(file, 'utf8')).toBe('old\n')
    expect(drafts(haproxy.folder)).toEqual([])
  })
})
