import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {numbered, sync} from './support.ts'

const map = 'big.map'

describe.each(lab.since('2.4'))('when somebody commits the version that we load into HAProxy %s', (version) => {
  test('it is left alone: giving it up would empty the running map', async () => {
    await using haproxy = await lab.start(version, {maps: {[map]: numbered(200, (index) => `old${index} 1`)}})
    const foreign: Promise<Buffer>[] = []
    const progress = ({phase, done = 0}: {phase: string; done?: number}) => {
      if (phase === 'load' && done > 0 && foreign.length === 0) foreign.push(haproxy.exchange(`commit map @1 ${haproxy.file(map)}\n`))
    }
    const content = numbered(3000, (index) => `new${index} 2`)
    await expect(sync({haproxy, map, content}, {chunkSize: 64, progress})).rejects.toMatchObject({code: 'conflict', exit: 4})
    expect((await foreign[0])?.toString()).toBe('\n')
    expect(await haproxy.header(map)).toMatchObject({currVer: 1})
    expect((await haproxy.dump(map)).length).toBeGreaterThan(0)
  })
})
