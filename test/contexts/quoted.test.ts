import {statSync} from 'node:fs'
import {dirname} from 'node:path'
import {expect, test} from 'vitest'
import {discoverContexts} from '../../src/contexts/propose.ts'
import {RuntimeClient} from '../../src/index.ts'
import {lab} from '../haproxy/lab.ts'

/** Ways to write a name; HAProxy itself says which file each of them is. */
const spellings = [
  '"{folder}/a b" level admin # ours',
  "'{folder}/c d'",
  String.raw`{folder}/e\ f level user`,
  '{folder}/"g h"\'"i\'',
  String.raw`"{folder}/j\x41\"k"#not more`,
  String.raw`'{folder}/l\ m' mode 600 'level' "operator"`,
  String.raw`{folder}/n\#o\p`,
]

test.each([...lab.versions])('a name in quotes is the one that HAProxy %s reads', async (version) => {
  await using haproxy = await lab.start(version, {global: spellings.map((each) => `stats socket ${each}`)})
  const found = (await discoverContexts({files: [haproxy.file('haproxy.cfg')]})).filter(
    ({bound}) => (dirname(bound) === haproxy.folder && /[ "#]/.test(bound.slice(1))) || bound.includes('jA'),
  )
  expect(found.map(({bound}) => bound.slice(haproxy.folder.length + 1))).toEqual(['a b', 'c d', 'e f', 'g h"i', 'jA"k', String.raw`l\ m`, String.raw`n#o\p`])
  expect(found.map(({level}) => level)).toEqual(['admin', 'operator', 'user', 'operator', 'operator', 'operator', 'operator'])
  for (const {address, level} of found) {
    expect(statSync(address ?? '').isSocket()).toBe(true)
    expect((await RuntimeClient.connect(address ?? '')).level).toBe(level)
  }
})

test('a name with a variable of HAProxy’s environment is shown, and none to connect to', async () => {
  await using haproxy = await lab.start('3.2', {
    env: {PLACE: 'there'},
    global: ['stats socket "{folder}/${PLACE}.sock" level admin', "stats socket '{folder}/$PLACE'"],
  })
  const found = (await discoverContexts({files: [haproxy.file('haproxy.cfg')]})).filter(({bound}) => bound.includes('PLACE'))
  expect(found).toMatchObject([
    {bound: `${haproxy.folder}/\${PLACE}.sock`, address: null},
    {bound: `${haproxy.folder}/$PLACE`, address: null},
  ])
  expect(statSync(haproxy.file('there')).isSocket()).toBe(true)
})
