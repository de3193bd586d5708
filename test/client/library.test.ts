import {execFile} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string

// as `npm install hactl` leaves it in somebody's project
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hactl-library-'))
  mkdirSync(join(folder, 'node_modules/@types'), {recursive: true})
  symlinkSync(root, join(folder, 'node_modules/hactl'), 'dir')
  symlinkSync(join(root, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'), 'dir')
  writeFileSync(join(folder, 'package.json'), JSON.stringify({name: 'user', type: 'module', private: true}))
})
afterAll(() => rmSync(folder, {recursive: true}))

const compile = (text: string, module: string): Promise<string> => {
  writeFileSync(join(folder, 'user.ts'), text)
  const options = {
    strict: true,
    noEmit: true,
    target: 'ES2022',
    lib: ['ES2023', 'ESNext.Disposable'],
    types: ['node'],
    // the declarations are compiled too
    skipLibCheck: false,
    module,
    moduleResolution: module === 'ESNext' ? 'Bundler' : module,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({compilerOptions: options, files: ['user.ts']}))
  return run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]).then(
    ({stdout}) => stdout,
    (error: {stdout: string}) => error.stdout,
  )
}

const user = `
import {readFileSync} from 'node:fs'
import {HactlError, RuntimeClient, openFileSource, syncMap, listMaps, showEntries, type SyncReport, type Target} from 'hactl'

export async function main(socket: string, file: string): Promise<SyncReport> {
  const client: RuntimeClient = await RuntimeClient.connect(socket, {timeout: 5000, signal: AbortSignal.timeout(60_000)})
  const target: Target = client.target
  const level: 'user' | 'operator' | 'admin' = client.level
  const versions: boolean = client.dialect.mapVersions
  const names: string[] = (await listMaps(client)).map(({file}) => file)
  for await (const batch of showEntries(client, names[0] ?? '#0')) for (let index = 0; index < batch.count; index += 1) readFileSync(batch.key(index))
  const source = await openFileSource(file)
  try {
    const report = await syncMap(client, source, {map: names[0], strategy: 'auto', verify: 'full', session: 'oneshot', progress: ({phase, done}) => console.log(phase, done ?? 0)})
    const changed: number | null = report.changed
    const where: string = report.target.address + target.node + level + String(versions) + String(changed)
    console.log(where)
    return report
  } catch (error) {
    if (error instanceof HactlError) {
      const exit: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 129 | 130 | 143 = error.exit
      const hint: string | undefined = error.hint
      console.error(error.code, exit, hint)
    }
    throw error
  } finally {
    await source[Symbol.asyncDispose]()
  }
}
`

test.each(['NodeNext', 'ESNext'])('a TypeScript project uses the library with its types (module %s)', async (module) => {
  expect(await compile(user, module)).toBe('')
})

test.each([
  [
    'a strategy that does not exist',
    `import {syncMap, RuntimeClient, type EntrySource} from 'hactl'\nexport const go = (c: RuntimeClient, s: EntrySource) => syncMap(c, s, {strategy: 'fastest'})\n`,
    /TS2322|TS2769/,
  ],
  ['a client that was not connected', `import {RuntimeClient} from 'hactl'\nexport const client = new RuntimeClient()\n`, /TS2673/],
  [
    'a count that may be null as a number',
    `import type {SyncReport} from 'hactl'\nexport const count = (report: SyncReport): number => report.added\n`,
    /TS2322/,
  ],
  ['a part that is not public', `import {probe} from 'hactl/lib/client/probe.js'\nexport const it = probe\n`, /TS2307/],
])('the types refuse %s', async (_, text, error) => {
  expect(await compile(text, 'NodeNext')).toMatch(error)
})

test('an ESM script brings a map up to date and ends', async () => {
  await using haproxy = await lab.start('3.2', {maps: {'big.map': 'a old\n'}})
  writeFileSync(join(folder, 'new.map'), 'a new\nb "two words"; and more\n')
  const script = `
    import {HactlError, openFileSource, RuntimeClient, syncMap, lookUp} from 'hactl'
    const [socket, map, file] = process.argv.slice(2)
    const client = await RuntimeClient.connect(socket)
    const source = await openFileSource(file)
    const report = await syncMap(client, source, {map})
    const [found] = await lookUp(client, map, 'b')
    const failed = await syncMap(client, source, {map: 'none.map'}).catch((error) => error)
    await source[Symbol.asyncDispose]()
    console.log(JSON.stringify({added: report.added, changed: report.changed, value: String(found.value), known: failed instanceof HactlError, code: failed.code, exit: failed.exit}))`
  writeFileSync(join(folder, 'user.mjs'), script)
  const {stdout, stderr} = await run(process.execPath, [join(folder, 'user.mjs'), haproxy.socket, haproxy.file('big.map'), join(folder, 'new.map')], {
    timeout: 20_000,
  })
  expect(JSON.parse(stdout)).toEqual({added: 1, changed: 1, value: '"two words"; and more', known: true, code: 'map-unknown', exit: 2})
  expect(stderr).toBe('')
  expect(await haproxy.dump('big.map')).toEqual([
    ['a', 'new'],
    ['b', '"two words"; and more'],
  ])
})

test('the library loads nothing of the command line', () => {
  const [seen, foreign] = [new Set<string>(), new Set<string>()]
  const visit = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/(?:^(?:import|export)\s[^;'"]*?\bfrom\s+|^import\s+|\bimport\()['"]([^'"]+)['"]/gm)) {
      if (name.startsWith('.')) visit(join(dirname(file), name))
      else foreign.add(name)
    }
  }
  visit(join(root, 'lib/index.js'))
  expect([...foreign].filter((name) => !name.startsWith('node:'))).toEqual(['fastest-levenshtein'])
  expect([...seen].filter((file) => /\/lib\/(?:commands|render|terminal)\//.test(file))).toEqual([])
})
