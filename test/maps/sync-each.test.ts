import {appendFile, writeFile} from 'node:fs/promises'
import {Readable} from 'node:stream'
import {describe, expect, test} from 'vitest'
import {RuntimeClient} from '../../src/index.ts'
import {closeAll} from '../../src/maps/concatenated.ts'
import {openSources} from '../../src/maps/open-source.ts'
import {type EachResult, planEach, syncEach} from '../../src/maps/sync-each.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {patience} from './support.ts'

const names = ['a.map', 'b.map', 'c.map']

/** Each of three maps gets another content; `between` is done when the first of them is there. */
async function interrupted(haproxy: LabHaproxy, between: () => unknown, signal?: AbortSignal): Promise<EachResult[]> {
  for (const name of names) await writeFile(haproxy.file(name), '/new 1\n')
  const client = await RuntimeClient.connect(haproxy.socket, {timeout: patience, ...(signal && {signal})})
  const sources = await openSources(
    names.map((name) => haproxy.file(name)),
    {standardInput: Readable.from([])},
  )
  try {
    const results: EachResult[] = []
    for await (const result of syncEach(client, await planEach(client, sources))) {
      results.push(result)
      if (results.length === 1) await between()
    }
    return results
  } finally {
    await closeAll(sources)
  }
}

const start = (version: (typeof lab.versions)[number]) => lab.start(version, {maps: {'a.map': '/old 1\n', 'b.map': '/old 1\n', 'c.map': '/old 1\n'}})

describe.each(lab.since('2.4'))('each of several files onto HAProxy %s', (version) => {
  test('stops where HAProxy is gone: what was not tried is told', async () => {
    await using haproxy = await start(version)
    const results = await interrupted(haproxy, () => haproxy.kill())
    expect(results).toMatchObject([{outcome: 'done'}, {outcome: 'failed', error: {exit: 3}}, {outcome: 'untried'}])
  })

  test('stops where it is told to, and leaves the rest as it was', async () => {
    await using haproxy = await start(version)
    const controller = new AbortController()
    const results = await interrupted(haproxy, () => controller.abort(new Error('enough')), controller.signal)
    expect(results.map(({outcome}) => outcome)).toEqual(['done', 'failed', 'untried'])
    expect([await haproxy.dump('a.map'), await haproxy.dump('b.map'), await haproxy.dump('c.map')]).toEqual([[['/new', '1']], [['/old', '1']], [['/old', '1']]])
  })

  test('goes on where one file has changed since all were read', async () => {
    await using haproxy = await start(version)
    const results = await interrupted(haproxy, () => appendFile(haproxy.file('b.map'), '/more 1\n'))
    expect(results).toMatchObject([{outcome: 'done'}, {outcome: 'failed', error: {code: 'source-changed', exit: 2}}, {outcome: 'done'}])
    expect(await haproxy.dump('b.map')).toEqual([['/old', '1']])
    expect(await haproxy.dump('c.map')).toEqual([['/new', '1']])
  })

  test('goes on with the process that a reload has brought', async () => {
    await using haproxy = await start(version)
    const results = await interrupted(haproxy, () => haproxy.reload())
    expect(results.map(({outcome}) => outcome)).toEqual(['done', 'done', 'done'])
    for (const name of names) expect(await haproxy.dump(name)).toEqual([['/new', '1']])
  })
})
