import type {RuntimeClient} from '../client/runtime-client.ts'
import {setServerWeight} from '../protocol/commands/server/set-server-weight.ts'
import {HactlError} from '../protocol/error.ts'
import {type Change, changeServers, type ServersOptions, type ServersReport, step} from './change.ts'
import {nameOf, type Server} from './server.ts'

/** HAProxy's own limits (server.c server_parse_weight_change_request): it takes more than that percentage for it in silence, and garbage behind a number too. */
const [highest, highestPercent] = [256, 25_600]

/** @throws HactlError `weight-invalid` */
function weightWord(text: string): string {
  const [, digits, percent] = /^(\d{1,5})(%?)$/.exec(text) ?? []
  if (digits !== undefined && Number(digits) <= (percent ? highestPercent : highest)) return `${Number(digits)}${percent ?? ''}`
  throw new HactlError('weight-invalid', {
    exit: 2,
    message: `a weight is 0 to ${highest}, or 0% to ${highestPercent}% of that of the configuration, not ${JSON.stringify(text)}`,
    hint: 'for example 10, or 50%',
  })
}

/** @throws HactlError `weight-invalid` */
export function weightChange(weight: string): Change<number | null> {
  const word = weightWord(weight)
  return {
    steps: (server) => [step(setServerWeight, nameOf(server), word)],
    of: (server) => server.weight,
    // a static balance algorithm takes no number
    undo: (server) => ['weight', server.weight === server.initialWeight ? '100%' : String(server.weight)],
  }
}

/**
 * `set server BACKEND/SERVER weight …`. With 0 a server gets only what a cookie or a stick table sends.
 *
 * @param servers from `findServers`
 * @param weight 0 to 256, or a percentage of the weight of the configuration, of which HAProxy makes 256 at most; a static balance algorithm takes only 0% and 100%
 * @throws HactlError `weight-invalid` before anything is sent; `refused`, `permission-denied`, `proxy-unknown`, `servers-incomplete`
 */
export const setServersWeight = async (
  client: RuntimeClient,
  servers: readonly Server[],
  weight: string,
  options: ServersOptions = {},
): Promise<ServersReport<number | null>> => changeServers(client, servers, weightChange(weight), options)
