import {dirname, join} from 'node:path'
import {defineConfig} from 'rolldown'
import {commandFiles, root} from './commands.mjs'
import {lazyBuiltins, lazyRequire} from './lazy-require.mjs'
import {oclifManifest, packageFacts} from './manifest.mjs'

const oclif = join(root, 'node_modules', '@oclif', 'core', 'lib')

const readFacts = "(root, topic) => JSON.parse(readFileSync(root + '/dist/commands/' + topic + '.json', 'utf8'))"

/** The commands, as one module: no start looks for them. What is known of them stands in a file for each topic, read when that is asked for. */
const build = {
  name: 'build',
  resolveId: {filter: {id: /^virtual:(?:entry|complete)$/}, handler: (id) => `\0${id.slice('virtual:'.length)}`},
  load: {
    filter: {id: /^\0(?:entry|complete)$/},
    async handler(id) {
      const {commands} = await oclifManifest()
      if (id === '\0complete') return completeEntry(commands)
      for (const [topic, facts] of byTopic(commands)) this.emitFile({type: 'asset', fileName: `commands/${topic}.json`, source: JSON.stringify(facts)})
      const table = commandFiles().map(({id, path}) => `${JSON.stringify(id)}: () => import(${JSON.stringify(`${root}src/commands/${path}`)})`)
      return `
        import {readFileSync} from 'node:fs'
        import {main as run} from ${JSON.stringify(`${root}src/commands/main.ts`)}
        const build = {
          pjson: ${JSON.stringify(packageFacts())},
          commands: ${JSON.stringify(briefsOf(commands))},
          facts: ${readFacts},
          table: {${table.join(', ')}},
        }
        export const main = (root, argv) => run(root, argv, build)
      `
    },
  },
}

/** What a completion knows of the commands before it reads the facts of one. */
async function completeEntry(commands) {
  const {helpPages} = await import(`${root}lib/commands/base/topics/pages.js`)
  const shown = Object.entries(commands).filter(([, {hidden}]) => !hidden)
  const flags = Object.assign({}, ...shown.map((entry) => entry[1].flags))
  const everywhere = Object.entries(flags).filter(([, {helpGroup}]) => helpGroup === 'TARGET' || helpGroup === 'GLOBAL')
  return `
    import {readFileSync} from 'node:fs'
    import {complete as run} from ${JSON.stringify(`${root}src/commands/base/complete.ts`)}
    import {flagsOf} from ${JSON.stringify(`${root}src/commands/base/verb-facts.ts`)}
    const build = {
      topics: ${JSON.stringify(packageFacts().oclif.topics)},
      summaries: ${JSON.stringify(Object.fromEntries(shown.map(([id, {summary}]) => [id, summary])))},
      everywhere: flagsOf(${JSON.stringify(Object.fromEntries(everywhere))}),
      pages: ${JSON.stringify(helpPages.map(({name, summary}) => ({word: name, about: summary})))},
      facts: ${readFacts},
    }
    export const complete = (root, argv) => run(root, argv, build)
  `
}

/** What oclif wants to know of each command at each start. */
function briefsOf(commands) {
  const brief = ({summary, aliases, hiddenAliases, hidden}) => ({
    summary,
    ...(aliases.length > 0 && {aliases}),
    ...(hiddenAliases.length > 0 && {hiddenAliases}),
    ...(hidden && {hidden}),
  })
  return Object.fromEntries(Object.entries(commands).map(([id, command]) => [id, brief(command)]))
}

/** By the first word of each. */
function byTopic(commands) {
  const topics = new Map()
  for (const [id, facts] of Object.entries(commands)) {
    const [topic] = id.split(':')
    topics.set(topic, {...topics.get(topic), [id]: facts})
  }
  return topics
}

/** What oclif imports for things that hactl does not do: look for commands, WSL, DEBUG=oclif. */
const stubs = {
  'wsl-utils': 'export const isWsl = false; export const powerShellPath = async () => ""',
  tinyglobby: 'export const glob = async () => []',
  minimatch: 'export const minimatch = () => false',
  lilconfig: 'export const lilconfig = () => { throw new Error("not in this build") }; export const lilconfigSync = lilconfig',
  debug: 'module.exports = () => Object.assign(() => {}, {enabled: false})',
}
const stub = {
  name: 'stub',
  resolveId: {filter: {id: /^(?:wsl-utils|tinyglobby|minimatch|lilconfig|debug)$/}, handler: (id) => `\0stub:${id}`},
  load: {filter: {id: /^\0stub:/}, handler: (id) => stubs[id.slice('\0stub:'.length)]},
}

/**
 * What no plain start needs, kept apart so that it is not even read: packages that oclif uses for help, colour and its own error printing, and its own
 * modules for help, for finding and loading plugins, and for telling what is wrong with arguments. One that a start does need costs time, and breaks nothing.
 */
const apart = {
  vendor: [
    'ansi-escapes',
    'ansis',
    'clean-stack',
    'cli-spinners',
    'ejs',
    'get-package-type',
    'indent-string',
    'semver',
    'string-width',
    'supports-color',
    'widest-line',
    'wordwrap',
    'wrap-ansi',
  ],
  oclif: [
    'config/plugin.js',
    'config/ts-path.js',
    'errors/errors/pretty-print.js',
    'errors/handle.js',
    'errors/warn.js',
    'help/index.js',
    'module-loader.js',
    'parser/errors.js',
    'parser/help.js',
    'util/determine-priority.js',
    'ux/action/simple.js',
    'ux/action/spinner.js',
    'ux/colorize-json.js',
    'ux/list.js',
    'ux/theme.js',
  ].map((file) => join(oclif, file)),
}
const fileOf = (name) => Object.keys(apart).find((file) => apart[file].includes(name))
const named = (name) => JSON.stringify(name)
const fetched = (name) => `require('./${fileOf(name)}.cjs')[${named(name)}]()`

/** A module of oclif, as whoever imports it there names it; a package as it is. */
function nameFrom(importer, id) {
  if (!id.startsWith('.')) return apart.vendor.find((name) => id === name || id.startsWith(`${name}/`))
  const path = join(dirname(importer), id)
  return [`${path}.js`, join(path, 'index.js')].find((file) => apart.oclif.includes(file))
}

const helpIndex = join(oclif, 'help', 'index.js')
/** Two of its functions see to the words of each start, and stand elsewhere; nobody else imports it. */
const helpAtStart = `
  const {getHelpFlagAdditions, normalizeArgv} = require(${named(join(oclif, 'help', 'util.js'))})
  module.exports = {getHelpFlagAdditions, normalizeArgv, loadHelpClass: (config) => ${fetched(helpIndex)}.loadHelpClass(config)}
`

const keptApart = {
  name: 'apart',
  resolveId(id, importer) {
    const [, file] = /^(?:virtual:|\.\/)(\w+)(?:\.cjs)?$/.exec(id) ?? []
    if (file in apart) return id.startsWith('.') ? {id, external: true} : `\0${id}`
    // among themselves they are at hand
    if (!importer?.startsWith(oclif) || apart.oclif.includes(importer)) return null
    const name = nameFrom(importer, id)
    return name && `\0apart:${name}`
  },
  load: {
    filter: {id: /^\0(?:virtual|apart):/},
    handler(id) {
      const [, kind, name] = /^\0(\w+):(.*)$/.exec(id)
      if (kind === 'virtual') return {code: apart[name].map((each) => `exports[${named(each)}] = () => require(${named(each)})`).join('\n'), moduleType: 'js'}
      return name === helpIndex ? helpAtStart : `module.exports = ${fetched(name)}`
    },
  },
}

/** A file with a character beyond ASCII takes twice the memory, and longer to read. Last of all: rolldown's own printer knows no escapes. */
const ascii = {
  name: 'ascii',
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter(({type}) => type === 'chunk')
    for (const chunk of chunks) {
      if (/String\.raw`[^`]*[^\0-\x7f]/.test(chunk.code)) throw new Error(`${chunk.fileName}: String.raw takes no escapes`)
      chunk.code = chunk.code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    }
  },
}

export default defineConfig({
  input: {main: 'virtual:entry', complete: 'virtual:complete', help: `${root}src/commands/base/help.ts`, vendor: 'virtual:vendor', oclif: 'virtual:oclif'},
  platform: 'node',
  external: [/^typescript$/, /^ts-node$/, /^tsx$/],
  // `await using` is not in Node 20
  transform: {target: 'node20.19'},
  plugins: [build, stub, keptApart, lazyRequire, lazyBuiltins, ascii],
  // CommonJS starts 5 to 12 ms sooner than ESM: docs/decisions/2026-11-21-start-time.md
  output: {
    dir: `${root}dist`,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    cleanDir: true,
    comments: false,
    // what nearly every command needs is one file instead of a dozen
    codeSplitting: {
      groups: [
        {name: 'common', minShareCount: Math.ceil(commandFiles().length * 0.75)},
        // and what is always needed together: to ask HAProxy, to see its maps, to compare one with a file
        {name: 'client', test: /\/src\/client\/(?:discover|runtime-client)\.ts$/},
        {name: 'look', test: /\/src\/maps\/look\.ts$/},
        {name: 'compare', test: /\/src\/maps\/plan\.ts$/},
        {name: 'count-text', test: /\/src\/maps\/count-text\.ts$/},
        {name: 'own', test: /\/src\/maps\/(?:own-source|leftover)\.ts$/},
        {name: 'doctor', test: /\/src\/doctor\/(?:examine|finding)\.ts$/},
        {name: 'common', test: /^\0stub:wsl-utils$|\/symbols\.js$/},
      ],
    },
  },
  logLevel: 'warn',
})
