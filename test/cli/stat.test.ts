import {parse} from 'csv-parse/sync'
import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {sectionsAtRest, stands, startStats} from '../stats/support.ts'
import {errorIn, hactl, Running} from './hactl.ts'
import {hasScript, TerminalRun} from './screen.ts'

const [oldest = '2.2'] = lab.versions
const newest = lab.versions.at(-1) ?? oldest

describe.each(lab.versions)('stat and info on HAProxy %s', (version) => {
  test('show everything as JSON and CSV, on a socket of any level', async () => {
    await using haproxy = await startStats(version, {sections: sectionsAtRest})
    for (const socket of Object.values(haproxy.sockets)) {
      // addresses are for operators only
      const raw = (await haproxy.exchange('show stat', {socket})).toString('latin1').replace(/^# /, '').replace(/\n\n$/, '\n')
      const expected = parse<Record<string, string>>(raw, {columns: true})
      const json = JSON.parse((await hactl(['stat', '-s', socket, '-o', 'json'])).stdout) as Record<string, string | number>[]
      expect(json).toHaveLength(expected.length)
      for (const [at, line] of json.entries()) {
        const filled = Object.entries(expected[at] ?? {}).filter(([name, value]) => value !== '' && value !== '-' && name !== '')
        expect(Object.keys(line)).toEqual(filled.map(([name]) => name))
        expect(line).toMatchObject({pxname: expected[at]?.['pxname'], svname: expected[at]?.['svname'], pid: 1})
      }
      const csv = parse<Record<string, string>>((await hactl(['stat', '-s', socket, '-o', 'csv'])).stdout, {columns: true})
      expect(csv.map(({pxname, svname}) => [pxname, svname])).toEqual(expected.map(({pxname, svname}) => [pxname, svname]))
    }
  })

  test('info is every field, numbers as numbers', async () => {
    await using haproxy = await startStats(version, {global: ['maxconn 321', 'description a "b" \\\\c']})
    const plain = (await haproxy.exchange('show info')).toString('latin1')
    const names = [...plain.matchAll(/^([^:]+): /gm)].map(([, name]) => name)
    for (const socket of Object.values(haproxy.sockets)) {
      const info = JSON.parse((await hactl(['info', '-s', socket, '--json'])).stdout) as Record<string, unknown>
      expect(Object.keys(info)).toEqual(expect.arrayContaining(names))
      expect(info).toMatchObject({Name: 'HAProxy', Maxconn: 321, Pid: await haproxy.pid(), description: /^description: (.*)$/m.exec(plain)?.[1]})
    }
    const {stdout, status} = await hactl(['info', '-s', haproxy.socket])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^ {2}current +\d+ of 321 \(\d+ %\)/m)
    expect(stdout).toContain(haproxy.full)
    // no field is lost: what has no line of its own stands at the end, and these versions have none of that
    expect(stdout).not.toContain('OTHER')
  })
})

test('a field that is named is there, null where the object has none', async () => {
  await using haproxy = await startStats(newest)
  const {stdout} = await hactl(['stat', '-s', haproxy.socket, '-o', 'json', '--fields', 'svname,qcur,nosuch'])
  expect(stdout).toContain('nosuch')
  const rows = JSON.parse((await hactl(['stat', 'www', '-s', haproxy.socket, '-o', 'json', '--fields', 'svname,qcur,slim'])).stdout) as unknown
  expect(rows).toEqual([{svname: 'FRONTEND', qcur: null, slim: 50}])
  const queried = await hactl(['stat', '-s', haproxy.socket, '--query', "[?svname=='BACKEND'].pxname"])
  expect(JSON.parse(queried.stdout)).toEqual(['be_app', 'be_api', 'be_empty'])
})

test('an unknown name is exit 2, a filter that nothing passes an empty list', async () => {
  await using haproxy = await startStats(newest)
  const unknown = await hactl(['stat', 'be_ap', '-s', haproxy.socket, '-o', 'json'])
  expect(unknown.status).toBe(2)
  expect(errorIn(unknown)).toMatchObject({code: 'proxy-unknown', hint: 'did you mean "be_app"?'.replace('?', ' or "be_api"?')})
  expect(await hactl(['stat', 'be_api', '--down', '-s', haproxy.socket, '-o', 'json'])).toMatchObject({status: 0, stdout: '[]\n'})
  expect(await hactl(['stat', '--up', '--down', '-s', haproxy.socket])).toMatchObject({status: 2})
})

test('what is watched as YAML is one document each time', async () => {
  await using haproxy = await startStats(newest)
  const run = new Running(['stat', 'www', '--watch', '--interval', '0.1', '-o', 'yaml', '--fields', 'pxname', '-s', haproxy.socket])
  let told = ''
  run.child.stdout?.on('data', (bytes: Buffer) => {
    told += bytes.toString()
    if (told.split('pxname').length > 2) run.signal('SIGINT')
  })
  expect(await run.ended).toMatchObject({status: 130, stdout: expect.stringMatching(/^- pxname: www\n---\n- pxname: www\n/)})
})

describe.runIf(hasScript)('on a terminal', () => {
  test.each([80, 200])('of %i columns stat --watch keeps to its lines, and shows rates', async (columns) => {
    await using haproxy = await startStats(newest)
    await stands(haproxy, 'be_app/gone', /^DOWN/)
    const run = new TerminalRun(['stat', '--watch', '--interval', '0.2', '-s', haproxy.socket], columns)
    await run.shows(/REQ\/S/)
    const rate = (): number => {
      const lines = run.screen.text.split('\n')
      const column = (lines.find((line) => line.startsWith('PROXY')) ?? '').indexOf('REQ/S')
      return Number(lines.find((line) => line.startsWith('lab '))?.slice(column, column + 'REQ/S'.length))
    }
    for (const end = Date.now() + 20_000; !(rate() > 0); ) {
      if (Date.now() > end) throw new Error(`no rate within 20 s of requests: ${run.screen.text}`)
      await fetch(`http://127.0.0.1:${haproxy.port}/`)
    }
    await run.shows(columns === 80 ? /^PROXY +NAME +STATE +SESS .*CHECK$/m : /^PROXY .*SINCE +WEIGHT +SERVERS +SESS .*RESP +TOTAL +CHECK +ADDRESS$/m)
    await run.shows(/^be_app +gone +DOWN /m)
    run.child.stdin?.write('\u0003')
    expect(await run.ended).toBe(130)
    // where the prompt comes: not behind the ^C of the terminal
    expect(run.written).toMatch(/\^C\r\n$/)
    expect(run.frames.every((frame) => frame.split('\n').every((line) => line.length <= columns))).toBe(true)
  })
})
