import {describe, expect, test} from 'vitest'
import {diffMap} from '../../src/index.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {Relay} from './relay.ts'
import {connect, failureOf, patience, sourceOf, sync} from './support.ts'

const wanted = '/a old\n/b new\n/c new\n'

/** Both looks of a plan are before and behind this. */
const dumps = (map: string) => (request: string) => request.endsWith(`;show map ${map}\n`)

/** Does something each time that, or only the first time that, the running content is about to be read. */
async function whileRead(haproxy: LabHaproxy, map: string, deed: () => Promise<unknown>, times = 1): Promise<Relay> {
  let left = times
  return Relay.before(haproxy, {before: (request) => (dumps(map)(request) && left-- > 0 ? deed() : undefined)})
}

describe.each(lab.since('2.4'))('while the running map of HAProxy %s is read, another writer', (version) => {
  const start = () => lab.start(version, {maps: {'big.map': '/a old\n/b old\n'}})
  const plan = (haproxy: LabHaproxy, relay: Relay) => sync({haproxy, map: 'big.map', content: wanted, through: relay}, {dryRun: true})
  const reads = (relay: Relay, map: string) => relay.requests.filter(dumps(map)).length

  test('who prepares a version hides nothing and disturbs nothing: traffic sees the same', async () => {
    await using haproxy = await start()
    const map = haproxy.file('big.map')
    await using relay = await whileRead(haproxy, map, () => haproxy.exchange(`prepare map ${map}`))
    expect(await plan(haproxy, relay)).toMatchObject({strategy: 'replace', added: 1, changed: 1, removed: 0})
    expect(reads(relay, map)).toBe(1)
    expect(await haproxy.header('big.map')).toMatchObject({currVer: 0, nextVer: 1})
  })

  /** Commits `/a old`, `/b new` as version 1. */
  const commitOther = (haproxy: LabHaproxy, map: string) => async () => {
    await haproxy.exchange(`prepare map ${map}`)
    await haproxy.exchange(`add map @1 ${map} <<\n/a old\n/b new\n\n`)
    await haproxy.exchange(`commit map @1 ${map}`)
  }

  test('who commits a version is seen by a diff: it is read again, and compared with what was committed', async () => {
    await using haproxy = await start()
    const map = haproxy.file('big.map')
    await using relay = await whileRead(haproxy, map, commitOther(haproxy, map))
    await using source = await sourceOf(wanted)
    const {difference} = await diffMap(await connect(relay), source, {map})
    expect(difference).toMatchObject({same: false, added: 1, changed: 0, removed: 0})
    expect(reads(relay, map)).toBe(2)
  })

  test('who commits a version has won: a sync that had begun before is a conflict, however it would go on', async () => {
    await using haproxy = await start()
    const map = haproxy.file('big.map')
    await using relay = await whileRead(haproxy, map, commitOther(haproxy, map))
    expect(await failureOf(plan(haproxy, relay))).toMatchObject({code: 'conflict', exit: 4})
    expect(await haproxy.header('big.map')).toMatchObject({currVer: 1, nextVer: 1})
  })

  test('who commits again and again is a conflict', {timeout: patience}, async () => {
    await using haproxy = await start()
    const map = haproxy.file('big.map')
    let committed = 0
    const commit = async () => {
      await haproxy.exchange(`prepare map ${map}`)
      await haproxy.exchange(`commit map @${(committed += 1)} ${map}`)
    }
    await using relay = await whileRead(haproxy, map, commit, Number.POSITIVE_INFINITY)
    expect(await failureOf(plan(haproxy, relay))).toMatchObject({code: 'conflict', exit: 4})
  })
})
