import {HactlError} from '../protocol/error.ts'

/** Keywords of `server` that take a value (configuration manual 5.2), as far as HAProxy may take them at run time. */
const withValue = new Set(
  `addr agent-addr agent-inter agent-port agent-send alpn ca-file check-alpn check-pool-conn-name check-proto check-sni ciphers ciphersuites client-sigalgs cookie
  crl-file crt curves downinter error-limit fall fastinter guid hash-key healthcheck id idle-ping init-state inter interface maxconn maxqueue minconn namespace npn
  observe on-error on-marked-down on-marked-up pool-conn-name pool-low-conn pool-max-conn pool-purge-delay port proto proxy-v2-options rise shard sigalgs slowstart
  sni socks4 source ssl-max-ver ssl-min-ver track usesrc verify verifyhost weight ws`.split(/\s+/),
)

/** Of which the value is a number that HAProxy reads with atoi: garbage is 0 for it. */
const numbers: Readonly<Record<string, number>> = {
  'agent-port': 65_535,
  'error-limit': 2 ** 31 - 1,
  fall: 2 ** 31 - 1,
  id: 2 ** 31 - 1,
  maxconn: 2 ** 31 - 1,
  maxqueue: 2 ** 31 - 1,
  minconn: 2 ** 31 - 1,
  port: 65_535,
  rise: 2 ** 31 - 1,
  shard: 2 ** 31 - 1,
  weight: 256,
}

/** A command line has 64 words; older versions drop what is more in silence. */
const mostWords = 64 - 'add server NAME ADDRESS'.split(' ').length

/** What a server is to be, as its keywords say it. */
export interface NewServer {
  readonly address: string
  /** Keywords and their values, as they are sent. */
  readonly words: readonly string[]
  /** The last value of each keyword; '' for one without. */
  readonly options: ReadonlyMap<string, string>
}

/**
 * Reads the keywords of a new server: HAProxy takes a missing value for the empty one, and garbage for 0.
 *
 * @param check adds the keyword `check`
 * @throws HactlError `server-option-invalid`
 */
export function newServer(address: string, keywords: readonly string[], check: boolean): NewServer {
  const options = new Map<string, string>()
  const rest = [...keywords]
  for (let keyword = rest.shift(); keyword !== undefined; keyword = rest.shift())
    options.set(keyword, withValue.has(keyword) ? valueOf(keyword, rest.shift()) : '')
  if (options.has('enabled')) throw invalid('enabled', 'is no keyword for a new server, though HAProxy 2.6 takes it', '--enable lets it take traffic')
  const added = check && !options.has('check') ? ['check'] : []
  for (const keyword of added) options.set(keyword, '')
  const words = [...keywords, ...added]
  if (words.length > mostWords) throw invalid(String(keywords[mostWords]), `is too much: HAProxy takes ${mostWords} words behind the address`)
  return {address, words, options}
}

function valueOf(keyword: string, value: string | undefined): string {
  if (value === undefined) throw invalid(keyword, 'needs a value')
  const most = numbers[keyword]
  if (keyword === 'port' && /^0+$/.test(value)) throw invalid(keyword, 'is 1 to 65535: HAProxy takes 0, and checks the port of the server', 'leave it out')
  if (most === undefined || (/^\d{1,10}$/.test(value) && Number(value) <= most)) return value
  throw invalid(keyword, `takes a number up to ${most}, not ${JSON.stringify(value)}`)
}

const invalid = (keyword: string, why: string, hint?: string): HactlError =>
  new HactlError('server-option-invalid', {exit: 2, message: `the keyword ${JSON.stringify(keyword)} of the new server ${why}`, hint})
