import {HactlError} from '../protocol/error.ts'
import {globOf, isGlob} from '../stats/glob.ts'
import {unknownProxy} from '../stats/stat-filter.ts'

interface Sought<T> {
  readonly what: 'frontend' | 'backend'
  readonly nameOf: (proxy: T) => string
}

/** The proxies that a name, or a pattern of `*` and `?`, stands for. @throws HactlError `proxy-unknown` for none */
export async function chosenProxies<T>(all: T[], name: string | undefined, {what, nameOf}: Sought<T>): Promise<T[]> {
  if (name === undefined) return all
  const fits = globOf(name)
  const found = all.filter((proxy) => fits(nameOf(proxy)))
  if (found.length === 0) throw await unknownProxy(name, all.map(nameOf), {what, shown: `hactl ${what} list`})
  return found
}

/** The one that a name stands for. @throws HactlError `usage` for a pattern; `proxy-unknown` */
export async function chosenProxy<T>(all: T[], name: string, sought: Sought<T>): Promise<T> {
  const {what} = sought
  if (isGlob(name))
    throw new HactlError('usage', {exit: 2, message: `${JSON.stringify(name)} may stand for several ${what}s`, hint: `hactl ${what} list takes patterns`})
  const [found] = await chosenProxies(all, name, sought)
  if (!found) throw new TypeError(`nothing was found for ${name}, and nothing was said`)
  return found
}
