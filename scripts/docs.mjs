// `npm run docs`: docs/commands, docs/api and hactl.1, from the commands' own words and the docstrings of the library, as they stand in lib/.
// With --check nothing is written; status 1 when a page is not what would be made now.
import {root} from './commands.mjs'
import {apiPages} from './docs/api-pages.mjs'
import {commandPages} from './docs/command-pages.mjs'
import {commandFacts} from './docs/facts.mjs'
import {keep, staleIn} from './docs/keep.mjs'
import {manualPage} from './docs/manual.mjs'

const facts = await commandFacts()
const pages = new Map([...commandPages(facts), manualPage(facts), ...apiPages()])
const stale = staleIn(root, ['docs/commands', 'docs/api'], pages)
const paths = [...stale.changed, ...stale.over]

if (process.argv.includes('--check')) {
  for (const path of paths) console.log(`${path} is stale: npm run docs`)
  if (paths.length > 0) process.exitCode = 1
} else {
  keep(root, pages, stale)
  console.log(`${pages.size} pages, ${stale.changed.length} changed, ${stale.over.length} removed`)
}
