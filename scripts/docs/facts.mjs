// What the command classes say of themselves, in the order and the words in which pages and manual tell it.
import {oclifManifest, packageFacts} from '../manifest.mjs'

/** Flags that are the same everywhere: told once. */
const shared = ['TARGET', 'GLOBAL']

const plain = (text = '') => text.replaceAll('<%= config.bin %>', 'hactl')

const flagOf = ({name, char, type, helpValue, options, description, summary, helpGroup, default: given, env}) => ({
  term: `${char ? `-${char}, ` : ''}--${name}${type === 'boolean' ? '' : `=${helpValue ?? options?.join('|') ?? name.toUpperCase()}`}`,
  meaning: `${plain(description ?? summary)}${typeof given === 'string' ? ` (default ${given})` : ''}${env ? ` [env: ${env}]` : ''}`,
  group: helpGroup,
})

const argumentOf = ({name, required, multiple, description}, strict) => {
  const word = `${name.toUpperCase()}${multiple || strict === false ? '...' : ''}`
  return {term: required ? word : `[${word}]`, meaning: plain(description)}
}

/** The order in which a class has them: its own groups come with it. */
const flagsOf = ({flags}) =>
  Object.values(flags)
    .filter(({hidden}) => !hidden)
    .map(flagOf)

function factsOf(command) {
  const name = command.id.replaceAll(':', ' ')
  const args = Object.values(command.args).map((each) => argumentOf(each, command.strict))
  return {
    name,
    topic: name.split(' ')[0],
    usage: ['hactl', name, ...args.map(({term}) => term)].join(' '),
    summary: plain(command.summary),
    description: plain(command.description),
    args,
    flags: flagsOf(command).filter(({group}) => !shared.includes(group)),
    examples: command.examples.map(plain),
  }
}

/** @returns topics, each with its commands (one that is named as the topic has no verbs), and the flags of every command */
export async function commandFacts() {
  const {version, description, oclif} = packageFacts()
  const manifest = Object.values((await oclifManifest()).commands).filter(({hidden}) => !hidden)
  const commands = manifest.map(factsOf)
  const names = [...new Set(commands.map(({topic}) => topic))].toSorted()
  const everyFlag = new Map(manifest.flatMap(flagsOf).map((flag) => [flag.term, flag]))
  return {
    version,
    description,
    topics: names.map((name) => {
      const own = commands.filter(({topic}) => topic === name)
      return {name, description: oclif.topics[name]?.description ?? own[0].summary, commands: own}
    }),
    shared: shared.flatMap((wanted) => [...everyFlag.values()].filter(({group}) => group === wanted)),
  }
}
