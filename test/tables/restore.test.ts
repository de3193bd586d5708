import {readFileSync, writeFileSync} from 'node:fs'
import {PassThrough} from 'node:stream'
import {describe, expect, test} from 'vitest'
import {
  type DumpLines,
  DumpSource,
  dumpTable,
  openTable,
  type RestoreOptions,
  type RestoreReport,
  RuntimeClient,
  restoreTable,
  saveDump,
} from '../../src/index.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {connect, failureOf} from '../maps/support.ts'
import {hasArrays, linesOf, startTables} from './support.ts'

const commands = {
  t_ip: [
    'set table t_ip key 192.0.2.1 data.gpc0 5 data.gpc0_rate 3 data.http_req_rate 700 data.bytes_in_cnt 9007199254740993',
    'set table t_ip key 192.0.2.2 data.gpc0 4294967295',
    'set table t_ip key 0.0.0.0',
  ],
  t_ipv6: ['set table t_ipv6 key 2001:db8::1 data.gpt0 7 data.conn_cnt 12', 'set table t_ipv6 key ::ffff:192.0.2.1 data.gpt0 1'],
  t_integer: ['set table t_integer key 4294967295 data.server_id 3', 'set table t_integer key 0 data.server_id -1'],
  t_string: [
    'set table t_string key a\\ b\\=c\\\\d\\;é data.gpc0 1 data.gpc1 2',
    'set table t_string key key data.http_err_cnt 9',
    'set table t_string key <\\<x',
  ],
  t_array: ['set table t_array key one data.gpc 5 data.gpt 6 data.gpc_rate 70'],
}

async function restore(haproxy: LabHaproxy, file: string, options: RestoreOptions = {}): Promise<RestoreReport> {
  await using source = await DumpSource.open(file, new PassThrough())
  return await restoreTable(await connect(haproxy), source, options)
}

async function dump(haproxy: LabHaproxy, table: string): Promise<string> {
  const client = await connect(haproxy)
  const file = haproxy.file(`${table}.table`)
  await saveDump(dumpTable(client, await openTable(client, table)), file)
  return file
}

describe.each(lab.versions)('a restart of HAProxy %s', (version) => {
  test('takes nothing of a table that was dumped and is restored', async () => {
    await using haproxy = await startTables(version)
    const tables = Object.entries(commands).filter(([table]) => table !== 't_array' || hasArrays(version))
    for (const lines of tables.flatMap(([, each]) => each)) expect((await haproxy.exchange(lines)).toString()).toBe('\n')
    const before = new Map<string, string[]>()
    for (const [table] of tables) before.set(table, await linesOf(haproxy, table))
    const files: string[] = []
    for (const [table] of tables) files.push(await dump(haproxy, table))
    await haproxy.reload()
    for (const [table] of tables) expect(await linesOf(haproxy, table)).toEqual([])
    for (const file of files) expect(await restore(haproxy, file)).toMatchObject({changed: true, lost: []})
    for (const [table, lines] of tables) {
      expect(before.get(table)).toHaveLength(lines.length)
      expect(await linesOf(haproxy, table)).toEqual(before.get(table))
    }
    // the same again is no harm
    for (const file of files) await restore(haproxy, file)
    for (const [table] of tables) expect(await linesOf(haproxy, table)).toEqual(before.get(table))
  })

  test('what cannot be brought back is refused before anything is sent, or listed', async () => {
    await using haproxy = await startTables(version)
    const binary = haproxy.file('binary.table')
    writeFileSync(binary, '# table: t_binary, type: binary, size:1024, used:1\n0x1: key=4E6A45324D6A597A use=0 exp=1 gpc0=5\n')
    expect(await failureOf(restore(haproxy, binary))).toMatchObject({code: 'unsupported', exit: 1})
    expect(await linesOf(haproxy, 't_binary')).toEqual([])

    const odd = haproxy.file('odd.table')
    writeFileSync(
      odd,
      '# table: t_string, type: string, size:1024, used:4\n0x1: key= use=0 exp=1 gpc0=5 conn_cur=0\n0x1: key=two\\nlines use=0 exp=1 gpc0=5 conn_cur=2\n0x1: key=fits use=0 exp=1 gpc0=5 conn_cur=2\n',
    )
    const report = await restore(haproxy, odd)
    expect(report).toMatchObject({entries: 3, restored: 1})
    expect(report.lost).toEqual([
      {what: expect.stringMatching(/^the entry "": /), entries: 1},
      {what: expect.stringMatching(/^the entry "two\\nlines": /), entries: 1},
      {what: 'conn_cur: t_string does not store it', entries: 1},
    ])
    expect(await linesOf(haproxy, 't_string')).toEqual(['key=fits gpc0=5 http_err_cnt=0 gpc1=0'])

    const open = haproxy.file('open.table')
    writeFileSync(open, '# table: t_ip, type: ip, size:1024, used:1\n0x1: key=192.0.2.9 use=1 exp=1 gpc0=5 conn_cur=2\n')
    expect((await restore(haproxy, open)).lost).toEqual([{what: 'conn_cur: it counts what is open now', entries: 1}])
    expect((await linesOf(haproxy, 't_ip')).join()).toMatch(/^key=192\.0\.2\.9 gpc0=5 .*conn_cur=0/)

    if (!hasArrays(version)) return
    const array = haproxy.file('array.table')
    writeFileSync(
      array,
      '# table: t_array, type: string, size:1024, used:1\n0x1: key=one use=0 exp=1 gpt0=6 gpt1=7 gpc0=5 gpc1=0 gpc2=9 gpc0_rate(3600000)=8 gpc1_rate(3600000)=0\n',
    )
    if (Number(version) < 3.2) {
      expect(await failureOf(restore(haproxy, array))).toMatchObject({code: 'unsupported', exit: 1, message: expect.stringContaining('gpt1 of t_array')})
      expect(await linesOf(haproxy, 't_array')).toEqual([])
    } else {
      await restore(haproxy, array)
      expect(await linesOf(haproxy, 't_array')).toEqual(['key=one gpt0=6 gpt1=7 gpc0=5 gpc1=0 gpc2=9 gpc0_rate(3600000)=8 gpc1_rate(3600000)=0'])

      // from a table with longer arrays
      writeFileSync(
        array,
        readFileSync(array, 'utf8').replace('gpc2=9', 'gpc2=9 gpc3=4').replace('used:1', 'used:2') +
          '0x1: key=two use=0 exp=1 gpt0=1 gpt1=2 gpc0=3 gpc1=4 gpc2=5 gpc3=0 gpc0_rate(3600000)=6 gpc1_rate(3600000)=7\n',
      )
      const lost = [{what: 'gpc3: t_array does not store it', entries: 1}]
      expect(await restore(haproxy, array, {dryRun: true})).toMatchObject({restored: 2, lost})
      await haproxy.exchange('clear table t_array')
      expect(await restore(haproxy, array)).toMatchObject({restored: 2, lost})
      expect(await linesOf(haproxy, 't_array')).toEqual([
        'key=one gpt0=6 gpt1=7 gpc0=5 gpc1=0 gpc2=9 gpc0_rate(3600000)=8 gpc1_rate(3600000)=0',
        'key=two gpt0=1 gpt1=2 gpc0=3 gpc1=4 gpc2=5 gpc0_rate(3600000)=6 gpc1_rate(3600000)=7',
      ])
    }
  })

  test('a dump that is cut, of another type or too large leaves the table alone', async () => {
    await using haproxy = await startTables(version)
    for (const line of commands.t_ip) await haproxy.exchange(line)
    const text = readFileSync(await dump(haproxy, 't_ip'), 'latin1')
    await haproxy.exchange('clear table t_ip')
    const file = haproxy.file('cut.table')
    const refused = async (content: string, options?: RestoreOptions) => {
      writeFileSync(file, content)
      return failureOf(restore(haproxy, file, options))
    }
    expect(await refused(text.slice(0, text.lastIndexOf('# end')))).toMatchObject({code: 'dump-invalid', exit: 2})
    expect(await refused(text.replace(/0x.*\n/, ''))).toMatchObject({code: 'dump-invalid', message: expect.stringContaining('it has 2 entries, and had 3')})
    expect(await refused(text.replace('0x', 'x0'))).toMatchObject({code: 'dump-invalid', message: expect.stringContaining('line 4 is no entry')})
    expect(await refused(text.replace('dump 1', 'dump 9'))).toMatchObject({code: 'dump-invalid'})
    expect(await refused('/a b\n')).toMatchObject({code: 'dump-invalid'})
    expect(await refused(text, {table: 't_string'})).toMatchObject({code: 'dump-mismatch', exit: 2})
    expect(await refused(text, {table: 't_i'})).toMatchObject({code: 'table-unknown', exit: 2})
    const many = Array.from({length: 4}, (_, index) => `0x1: key=${index} use=0 exp=1 gpc0=1\n`).join('')
    expect(await refused(`# table: t_small, type: integer, size:9, used:4\n${many}`)).toMatchObject({code: 'dump-mismatch'})
    for (const table of ['t_ip', 't_string', 't_small']) expect(await linesOf(haproxy, table)).toEqual([])
  })

  test('a restore that breaks off ends with 5, and the same again completes it', async () => {
    await using haproxy = await startTables(version)
    const entry = (index: number) => `0x1: key=10.0.${index >> 8}.${index & 255} use=0 exp=1 gpc0=${index}`
    const lines = ['# table: t_ip, type: ip, size:1, used:1', ...Array.from({length: 4000}, (_, index) => entry(index))]
    /** The second reading is the one that is sent: half of it, and then something happens. */
    const broken = (then: () => Promise<void> | void): DumpLines => {
      let reading = 0
      return {
        name: 'a dump',
        async *lines() {
          reading += 1
          // the name of the table, all of it, what is sent
          yield lines.slice(0, 3000)
          if (reading === 3) await then()
          yield lines.slice(3000)
        },
      }
    }
    const stop = new AbortController()
    const client = (await connect(haproxy)).with({signal: stop.signal})
    const interrupted = await failureOf(
      restoreTable(
        client,
        broken(() => stop.abort(new Error('stopped'))),
      ),
    )
    expect(interrupted).toMatchObject({code: 'restore-incomplete', exit: 5, message: expect.stringContaining('of 4,000 entries of t_ip are restored')})
    const some = (await linesOf(haproxy, 't_ip')).length
    expect(some).toBeGreaterThan(1000)
    expect(some).toBeLessThan(4000)
    expect(interrupted.message).toContain(some.toLocaleString('en-US'))

    // one that comes when the last entry is under way comes too late
    const late = new AbortController()
    let readings = 0
    const ending: DumpLines = {
      name: 'a dump',
      async *lines() {
        readings += 1
        yield* [lines]
        if (readings === 3) late.abort(new Error('stopped'))
      },
    }
    expect(await restoreTable((await connect(haproxy)).with({signal: late.signal}), ending)).toMatchObject({restored: 4000})
    expect(late.signal.aborted).toBe(true)

    const reloaded = await failureOf(
      restoreTable(
        await connect(haproxy),
        broken(() => haproxy.reload()),
      ),
    )
    expect(reloaded).toMatchObject({exit: 5, code: expect.stringMatching(/^(?:reloaded|restore-incomplete)$/)})

    expect(
      await restoreTable(
        await connect(haproxy),
        broken(() => {}),
      ),
    ).toMatchObject({restored: 4000})
    expect(await linesOf(haproxy, 't_ip')).toHaveLength(4000)

    const full = `# table: t_small, type: integer, size:3, used:3\n${[7, 8, 9].map((key) => `0x1: key=${key} use=0 exp=1 gpc0=1\n`).join('')}`
    writeFileSync(haproxy.file('full.table'), full)
    await haproxy.exchange('set table t_small key 1;set table t_small key 2')
    expect(await failureOf(restore(haproxy, haproxy.file('full.table')))).toMatchObject({
      exit: 5,
      code: 'restore-incomplete',
      message: expect.stringContaining('1 of 3'),
    })
  })
})

test.each(lab.versions)('a reload of HAProxy %s behind the last entry of a restore is told as one, with where the entries went', async (version) => {
  await using haproxy = await startTables(version)
  for (const command of commands.t_ip) await haproxy.exchange(command)
  const file = await dump(haproxy, 't_ip')
  await using relay = await Relay.before(haproxy.socket, {
    plan: onceWhen(({line}) => line.startsWith('set table t_ip'), {kind: 'close-after', meanwhile: () => haproxy.reload()}),
  })
  await using source = await DumpSource.open(file, new PassThrough())
  expect(await failureOf(restoreTable(await RuntimeClient.connect(relay.address), source))).toMatchObject({
    code: 'reloaded',
    exit: 5,
    message: expect.stringMatching(/3 entries of t_ip went to process \d+/),
  })
})

describe.each(lab.versions)('what HAProxy %s answers to a restore', (version) => {
  const small = (...keys: readonly number[]) =>
    `# table: t_small, type: integer, size:3, used:3\n${keys.map((key) => `0x1: key=${key} use=0 exp=1 gpc0=7\n`).join('')}`

  test('is counted behind a refusal, too: it has run all the same', async () => {
    await using haproxy = await startTables(version)
    await haproxy.exchange('set table t_small key 1;set table t_small key 2;set table t_small key 3')
    const file = haproxy.file('small.table')
    writeFileSync(file, small(9, 1, 2))
    expect(await failureOf(restore(haproxy, file))).toMatchObject({
      code: 'restore-incomplete',
      exit: 5,
      message: expect.stringMatching(/^2 of 3 entries of t_small are restored, 1 refused: HAProxy refused `set table`: Unable to allocate/),
      hint: expect.stringMatching(/^the table is full .*; when that is mended, the same command again completes it$/),
    })
    expect(await linesOf(haproxy, 't_small')).toEqual(['key=1 gpc0=7', 'key=2 gpc0=7', 'key=3 gpc0=0'])
    writeFileSync(file, small(8, 9))
    expect(await failureOf(restore(haproxy, file))).toMatchObject({code: 'table-full', exit: 1})
  })

  test('is all there is when HAProxy is gone behind it, and says so', async () => {
    await using haproxy = await startTables(version)
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = ({line}) => (line.startsWith('set table') ? {kind: 'hold', meanwhile: () => relay.refuse()} : undefined)
    const file = haproxy.file('small.table')
    writeFileSync(file, small(1, 2, 3))
    await using source = await DumpSource.open(file, new PassThrough())
    expect(await failureOf(restoreTable(await connect({socket: relay.address}), source))).toMatchObject({
      code: 'change-unconfirmed',
      exit: 5,
      message: expect.stringContaining('HAProxy acknowledged `set table t_small …`, but it could not be looked at then'),
    })
    expect(await linesOf(haproxy, 't_small')).toHaveLength(3)
  })

  test('needs nobody to be looked at where it has no entries', async () => {
    await using haproxy = await startTables(version)
    await using relay = await Relay.before(haproxy.socket)
    // the question of its session
    relay.plan = onceWhen(({line}) => line === 'show info typed', {kind: 'hold', meanwhile: () => relay.refuse()})
    const file = haproxy.file('small.table')
    writeFileSync(file, small())
    await using source = await DumpSource.open(file, new PassThrough())
    expect(await restoreTable(await connect({socket: relay.address}), source)).toMatchObject({restored: 0, changed: false})
    expect(relay.connections.length).toBeGreaterThan(0)
    await expect(connect({socket: relay.address})).rejects.toMatchObject({exit: 3})
  })
})

test.each(lab.since('3.2'))('an entry of several commands is refused when one of them is, and told as begun, on HAProxy %s', async (version) => {
  await using haproxy = await startTables(version)
  await haproxy.exchange('set table t_wide key other')
  await using relay = await Relay.before(haproxy.socket)
  const values = Array.from({length: 40}, (_, index) => `gpc${index}=${index + 1}`).join(' ')
  const file = haproxy.file('wide.table')
  writeFileSync(file, `# table: t_wide, type: string, size:3, used:1\n0x1: key=one use=0 exp=1 ${values}\n`)
  const broken = async (plan: Relay['plan']) => {
    relay.plan = plan
    await using source = await DumpSource.open(file, new PassThrough())
    return await failureOf(restoreTable(await connect({socket: relay.address}), source))
  }
  const isSet = ({line}: {line: string}): boolean => line.startsWith('set table t_wide')
  expect(await broken((request) => (isSet(request) ? {kind: 'replace-answer', text: 'no'} : undefined))).toMatchObject({
    exit: 5,
    message: expect.stringContaining('0 of 1 entries of t_wide are restored, 1 refused: '),
  })
  expect(await broken((request) => (isSet(request) ? {kind: 'lose-answer'} : undefined))).toMatchObject({
    exit: 5,
    message: expect.stringContaining('0 of 1 entries of t_wide are restored, up to 1 more may be: '),
  })
})

test.each(lab.since('3.2'))('what was written to look at a table is said where no session can be opened then, on HAProxy %s', async (version) => {
  await using haproxy = await startTables(version)
  await using relay = await Relay.before(haproxy.socket, {plan: ({line}) => (line.startsWith('prompt') ? {kind: 'lose-request'} : undefined)})
  const dumps = {
    t_array: '# table: t_array, type: string, size:1024, used:1\n0x1: key=one use=0 exp=1 gpc0=5 gpc1=6\n',
    t_factor: '# table: t_factor, type: ip, size:1024, used:1\n0x1: key=192.0.2.1 use=0 exp=1 bytes_in_rate(3600000)=100\n',
    t_ip: '# table: t_ip, type: ip, size:1024, used:1\n0x1: key=192.0.2.1 use=0 exp=1 gpc0=5\n',
  }
  const file = haproxy.file('some.table')
  for (const [table, text] of Object.entries(dumps)) {
    writeFileSync(file, text)
    await using source = await DumpSource.open(file, new PassThrough())
    const failure = await failureOf(restoreTable(await connect({socket: relay.address}), source))
    const written = await linesOf(haproxy, table)
    expect({table, written: written.length, code: failure.code, exit: failure.exit}).toEqual(
      table === 't_ip' ? {table, written: 0, code: 'connection-lost', exit: 3} : {table, written: 1, code: 'restore-incomplete', exit: 5},
    )
    if (table !== 't_ip') expect(failure.message).toContain(`${table} is restored but a part of "${table === 't_array' ? 'one' : '192.0.2.1'}"`)
  }
})

test.each(lab.since('3.2'))('rates of bytes come back as they were where a table multiplies them, on HAProxy %s', async (version) => {
  await using haproxy = await startTables(version)
  await haproxy.exchange('set table t_factor key 192.0.2.1 data.bytes_in_rate 100;set table t_factor key 192.0.2.2 data.bytes_in_rate 1')
  const before = await linesOf(haproxy, 't_factor')
  expect(before).toEqual(['key=192.0.2.1 bytes_in_rate(3600000)=1000', 'key=192.0.2.2 bytes_in_rate(3600000)=10'])
  const file = await dump(haproxy, 't_factor')
  await haproxy.reload()
  // traffic adds to what is set to find the factor: beside the highest that is the least
  await using relay = await Relay.before(haproxy.socket)
  const more = () => haproxy.exchange('set table t_factor key 192.0.2.1 data.bytes_in_rate 1030')
  relay.plan = onceWhen(({line}) => line.startsWith('set table t_factor'), {kind: 'close-after', meanwhile: more})
  await using source = await DumpSource.open(file, new PassThrough())
  await restoreTable(await connect({socket: relay.address}), source)
  expect(await linesOf(haproxy, 't_factor')).toEqual(before)
})
