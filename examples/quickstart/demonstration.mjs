import {customer, writeCustomers} from './customers.mjs'
import {hactl} from './hactl.mjs'
import {ask, askAgainAndAgain} from './requests.mjs'
import {dim, heading, proved, require, say, table} from './say.mjs'

const entries = 100_000
/** These are looked at: the first, which is in the map from the beginning, and three that are not. */
const looked = [1, 2, 50_000, entries]
const moved = new Map([
  [2, 'green'],
  [50_000, 'green'],
  [entries, 'web'],
])

/** The story: a small map, a big one, three changes; what traffic sees of each. Ends with an error where anything is not as it is told. */
export async function demonstrate(stage, site, map) {
  heading('Before: the map holds one customer, everybody else is served by the default backend')
  await expectRoutes(site, new Map([[1, 'green']]), 'web')
  const cookie = await persistentClient(site)

  heading(`The file now holds ${entries.toLocaleString('en-US')} customers. hactl brings the running map there, while requests go on`)
  writeCustomers(map, entries)
  const requests = askAgainAndAgain(site, customer(2))
  const first = await hactl(stage, site, ['map', 'sync', map])
  require(first.includes('99,999 added'), '99,999 entries added')
  await tellMeanwhile(await requests.stop())

  heading('After: traffic follows the map')
  await expectRoutes(site, new Map([[1, 'green'], ...looked.slice(1).map((number) => [number, 'blue'])]))
  await expectPersistence(site, cookie)

  heading('Three customers move')
  writeCustomers(map, entries, moved)
  const difference = await hactl(stage, site, ['map', 'diff', map], {expect: 6})
  require(difference.includes('3 changed'), 'three differences')
  const second = await hactl(stage, site, ['map', 'sync', map])
  require(second.includes('3 changed'), 'three entries changed')
  await expectRoutes(site, new Map([[1, 'green'], ...moved]))
  await expectPersistence(site, cookie)

  heading('And once more, with nothing to do')
  const third = await hactl(stage, site, ['map', 'sync', map])
  require(third.includes('up to date'), 'nothing to do')
  return {entries}
}

/** @param otherwise where customers go who are not in `routes` */
async function expectRoutes(site, routes, otherwise) {
  const rows = []
  for (const number of looked) {
    const {backend, server} = await ask(site, customer(number))
    require(backend === (routes.get(number) ?? otherwise), `${customer(number)} at ${routes.get(number) ?? otherwise}, it was at ${backend}`)
    rows.push([customer(number), backend, server])
  }
  table([['request for', 'backend', 'server'], ...rows])
}

/** A client gets a cookie from its first server. */
async function persistentClient(site) {
  const {server, cookie} = await ask(site, customer(1))
  require(cookie === `SERVERID=${server}`, `a cookie that names server ${server}, it was ${cookie}`)
  proved(`a client of ${customer(1)} was given the cookie ${cookie}`)
  return cookie
}

async function expectPersistence(site, cookie) {
  const [withCookie, without] = [new Set(), new Set()]
  for (let request = 0; request < 6; request += 1) {
    withCookie.add((await ask(site, customer(1), {cookie})).server)
    without.add((await ask(site, customer(1))).server)
  }
  const own = cookie.split('=')[1]
  require(withCookie.size === 1 && withCookie.has(own), `server ${own} for ${cookie}, it was ${[...withCookie].join(', ')}`)
  require(without.size === 2, `two servers for clients without a cookie, there were ${[...without].join(', ')}`)
  proved(`the client with ${cookie} is still served by ${own}; six without a cookie by ${[...without].sort().join(' and ')} in turn`)
}

/** What a connection saw that asked without a pause while the map was replaced. */
async function tellMeanwhile(answers) {
  const failed = answers.filter(({status}) => status !== 200).length
  const backends = answers.map(({backend}) => backend).filter((backend, index, all) => backend !== all[index - 1])
  require(failed === 0, `no failed request, there were ${failed}`)
  require(backends.join() === 'web' || backends.join() === 'web,blue', `first the old route and then the new one, it was ${backends.join(', ')}`)
  proved(
    `${answers.length} requests for ${customer(2)} meanwhile, none failed; first web, ${backends.length > 1 ? 'then blue' : 'until the end'}, never anything else`,
  )
  say(dim('  (HAProxy’s file is up to date as well, so a reload would keep this map)'))
}
