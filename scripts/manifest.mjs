import {readFileSync} from 'node:fs'
import {Plugin} from '@oclif/core/config'
import {commandFiles, root} from './commands.mjs'

/** What of package.json a start needs. */
export function packageFacts() {
  const {name, version, description, oclif} = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  return {name, version, description, oclif}
}

/** What oclif would find out about the commands in lib/ at each start, found out once, by oclif itself. */
export async function oclifManifest() {
  const pjson = packageFacts()
  const commands = {strategy: 'pattern', target: './lib/commands', globPatterns: commandFiles().map(({path}) => path.replace(/\.ts$/, '.js'))}
  const plugin = new Plugin({
    root,
    pjson: {...pjson, type: 'module', oclif: {...pjson.oclif, commands}},
    isRoot: true,
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  })
  await plugin.load()
  return plugin.manifest
}
