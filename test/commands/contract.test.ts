import {describe, expect, test} from 'vitest'
import {commandFiles} from '../../scripts/commands.mjs'
import {HactlCommand} from '../../src/commands/base/command.ts'
import {baseFlags} from '../../src/commands/base/flags.ts'

const commands = await Promise.all(
  commandFiles().map(async ({id, path}) => {
    const {default: command} = (await import(new URL(`../../src/commands/${path}`, import.meta.url).href)) as {default: typeof HactlCommand}
    return {id, command}
  }),
)

test('there are commands', () => {
  expect(commands.map(({id}) => id)).toEqual(expect.arrayContaining(['version', 'help']))
})

describe.each(commands)('hactl $id', ({id, command}) => {
  test('keeps the contract of all commands', () => {
    expect(command.prototype).toBeInstanceOf(HactlCommand)
    expect(command.baseFlags).toBe(baseFlags)
    for (const name of Object.keys(baseFlags)) expect({...command.flags}).not.toHaveProperty(name)
  })

  test('says what it does in a line, and shows how', () => {
    expect(command.summary).toMatch(/^[^\n]{8,100}[^.\n]$/)
    expect(command.examples.length).toBeGreaterThanOrEqual(2)
    for (const example of command.examples) expect(JSON.stringify(example)).toContain(`<%= config.bin %> ${id.replaceAll(':', ' ')}`)
  })

  test('never reads an argument that was not given from stdin', () => {
    for (const argument of Object.values({...command.args})) expect(argument).toMatchObject({ignoreStdin: true})
  })

  test('describes every flag and argument, and takes one value a flag', () => {
    for (const each of [...Object.values({...command.flags}), ...Object.values({...command.args})]) expect(each.description).toBeTruthy()
    for (const flag of Object.values({...command.flags})) if (flag.type === 'option' && flag.multiple) expect(flag).toMatchObject({multipleNonGreedy: true})
  })
})

describe('flags', () => {
  const uses = commands.flatMap(({id, command}) => Object.entries({...command.flags}).map(([name, flag]) => ({id, name, char: flag.char})))

  test('one letter means one flag everywhere', () => {
    const taken = new Map(Object.entries(baseFlags).flatMap(([name, flag]) => (flag.char ? [[flag.char, name]] : [])))
    for (const {char, name, id} of uses) {
      if (!char) continue
      expect(`${id} -${char} is ${taken.get(char) ?? name}`).toBe(`${id} -${char} is ${name}`)
      taken.set(char, name)
    }
  })
})
