import {describe, expect, test} from 'vitest'
import {type Verb, type VerbFlag} from '../../src/completion/verbs.ts'
import {type OwnWords, type Place, placeOfWord} from '../../src/completion/words.ts'

const flag = (name: string, more: Partial<VerbFlag> = {}): VerbFlag => ({
  name,
  short: undefined,
  about: '',
  takesValue: false,
  choices: [],
  repeatable: false,
  list: false,
  ...more,
})
const socket = flag('socket', {short: 's', takesValue: true, repeatable: true})
const output = flag('output', {short: 'o', takesValue: true, choices: ['json', 'csv']})
const fields = flag('fields', {takesValue: true, choices: ['name', 'status', 'state'], list: true})
const quiet = flag('quiet', {short: 'q'})
const common = [socket, output, quiet]
const verb = (name: string, args: Verb['args'] = [], ...flags: VerbFlag[]): Verb => ({name, summary: `what ${name} does`, args, flags: [...common, ...flags]})
const argument = (name: string, repeatable = false): Verb['args'][number] => ({name, choices: [], repeatable})

const own: OwnWords = {
  all: [
    verb('map sync', [argument('source', true)], flag('map', {short: 'm', takesValue: true}), fields),
    verb('map get', [argument('map'), argument('sample')]),
    verb('server drain', [argument('servers', true)], flag('wait')),
    verb('server state save'),
    verb('server state restore', [argument('file')]),
    verb('limit set', [argument('limit'), argument('value')]),
    verb('help', [argument('command')]),
  ],
  topics: new Map([
    ['map', 'maps'],
    ['server state', 'states'],
  ]),
  everywhere: common,
  pages: [{word: 'exit-codes', about: 'what they mean'}],
}

/** What may stand in the place of the last word. */
const place = (line: string): Place => {
  const words = line.split(' ')
  return placeOfWord(words.slice(0, -1), words.at(-1) ?? '', own)
}
const words = (line: string): string[] => place(line).words.map(({word}) => word)

describe('a word of hactl', () => {
  test('continues a command; a word of several has what its topic says', () => {
    expect(place('').words).toEqual([
      {word: 'map', about: 'maps'},
      {word: 'server', about: ''},
      {word: 'limit', about: ''},
      {word: 'help', about: 'what help does'},
    ])
    expect(place('server ').words).toEqual([
      {word: 'drain', about: 'what server drain does'},
      {word: 'state', about: 'states'},
    ])
    expect(words('server state ')).toEqual(['save', 'restore'])
    expect(words('help server ')).toEqual(['drain', 'state'])
    expect(words('help ')).toEqual(['map', 'server', 'limit', 'help', 'exit-codes'])
    expect(words('no such ')).toEqual([])
  })

  test.each([
    ['map get ', 'map'],
    ['map get /m ', undefined],
    ['map sync ', 'file'],
    ['map sync a b ', 'file'],
    ['server drain be/s1 ', 'server'],
    ['server state restore ', 'file'],
    ['-s /sock -q server drain ', 'server'],
    ['server drain --socket=/sock ', 'server'],
    ['server drain -s/sock -qo json ', 'server'],
    ['server drain -qs ', 'file'],
    ['server drain -qs /sock ', 'server'],
    ['map sync --map ', 'map'],
    ['map sync --map=', 'map'],
    ['map sync -m', undefined],
    ['map sync -m/', 'map'],
    ['map get -- -', 'map'],
  ])('after %j names: %j', (line, kind) => {
    expect(place(line).kind).toBe(kind)
  })

  test('is a flag that is not there yet, or may be there again', () => {
    expect(words('server drain -')).toEqual(['--socket', '--output', '--quiet', '--wait', '--help'])
    expect(words('server drain -q -s /a --')).toEqual(['--socket', '--output', '--wait', '--help'])
    expect(words('--')).toEqual(['--socket', '--output', '--quiet', '--version', '--help'])
    expect(words('server drain -- --')).toEqual([])
  })

  test.each([
    ['server drain --output ', '', ''],
    ['server drain -o ', '', ''],
    ['server drain --output=', '--output=', ''],
    ['server drain --output=js', '--output=', 'js'],
    ['server drain -o=js', '-o=', 'js'],
    ['server drain -ojs', '-o', 'js'],
  ])('after %j is a value of the flag', (line, ahead, begun) => {
    expect(place(line)).toMatchObject({words: [{word: 'json'}, {word: 'csv'}], ahead, begun})
  })

  test.each([
    ['map sync --fields ', '', '', 'name status state'],
    ['map sync --fields st', '', 'st', 'name status state'],
    ['map sync --fields name,st', 'name,', 'st', 'status state'],
    ['map sync --fields=name,status,', '--fields=name,status,', '', 'state'],
  ])('%j is a list, of which the last is completed', (line, ahead, begun, left) => {
    expect(place(line)).toMatchObject({ahead, begun, words: left.split(' ').map((word) => ({word}))})
  })

  test('knows which table its fields are of', () => {
    expect(place('map get /m --fields ').subject).toBe('/m')
    expect(place('map ').subject).toBeUndefined()
  })

  test('is one that the process knows itself', () => {
    expect(words('limit set ')).toEqual(['maxconn', 'connections', 'sessions', 'ssl-sessions', 'http-compression'])
  })

  test('knows which HAProxy was named', () => {
    expect(place('-s /a server drain --socket=/b -s/c ').flags.get('socket')).toEqual(['/a', '/b', '/c'])
  })
})
