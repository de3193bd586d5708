import {defineConfig} from 'rolldown'
import {commandFiles, root} from './commands.mjs'
import {lazyBuiltins, lazyRequire} from './lazy-require.mjs'
import {oclifManifest, packageFacts} from './manifest.mjs'

/** The commands and what is known of them, as one module: no start looks for them. What only help wants of them stands in a file beside. */
const build = {
  name: 'build',
  resolveId: {filter: {id: /^virtual:entry$/}, handler: () => '\0entry'},
  load: {
    filter: {id: /^\0entry$/},
    async handler() {
      const {briefs, details} = split((await oclifManifest()).commands)
      this.emitFile({type: 'asset', fileName: 'commands.json', source: JSON.stringify(details)})
      const json = (value) => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`
      const table = commandFiles().map(({id, path}) => `${JSON.stringify(id)}: () => import(${JSON.stringify(`${root}src/commands/${path}`)})`)
      return `
        import {readFileSync} from 'node:fs'
        import {main as run} from ${JSON.stringify(`${root}src/commands/main.ts`)}
        const build = {
          pjson: ${json(packageFacts())},
          commands: ${json(briefs)},
          details: (root) => JSON.parse(readFileSync(root + '/dist/commands.json', 'utf8')),
          table: {${table.join(', ')}},
        }
        export const main = (root, argv) => run(root, argv, build)
      `
    },
  },
}

function split(commands) {
  const parts = Object.entries(commands).map(([id, {flags, examples, description, ...brief}]) => [id, brief, {flags, examples, description}])
  return {briefs: Object.fromEntries(parts.map(([id, brief]) => [id, brief])), details: Object.fromEntries(parts.map(([id, , detail]) => [id, detail]))}
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

/** What oclif uses for help, colour and its own error printing, kept apart: a start that needs none of it does not even read it. */
const apart = [
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
]
const named = (name) => JSON.stringify(name)
const vendor = {
  name: 'vendor',
  resolveId: {
    filter: {id: new RegExp(`^(?:virtual:vendor|\\./vendor\\.cjs|(?:${apart.join('|')})(?:/.*)?)$`)},
    handler(id, importer) {
      if (id === './vendor.cjs') return {id, external: true}
      if (id === 'virtual:vendor') return '\0vendor'
      return importer?.includes('/@oclif/core/') ? `\0apart:${id}` : null
    },
  },
  load: {
    filter: {id: /^\0(?:vendor$|apart:)/},
    handler: (id) =>
      id === '\0vendor'
        ? {code: apart.map((name) => `exports[${named(name)}] = () => require(${named(name)})`).join('\n'), moduleType: 'js'}
        : `module.exports = require('./vendor.cjs')[${named(id.slice('\0apart:'.length))}]()`,
  },
}

export default defineConfig({
  input: {main: 'virtual:entry', help: `${root}src/commands/base/help.ts`, vendor: 'virtual:vendor'},
  platform: 'node',
  external: [/^typescript$/, /^ts-node$/, /^tsx$/],
  // `await using` is not in Node 20
  transform: {target: 'node20.19'},
  plugins: [build, stub, vendor, lazyRequire, lazyBuiltins],
  // CommonJS starts 5 to 12 ms sooner than ESM: docs/decisions/2026-11-21-start-time.md
  output: {dir: `${root}dist`, format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs', cleanDir: true},
  logLevel: 'warn',
})
