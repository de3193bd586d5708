import type {Checked} from '../../servers/checks.ts'
import {endpoint} from '../../servers/server.ts'

/** `up, checks enabled`; where they go to only where that differs. */
export function checkedText({state, checks, address, port}: Checked, other: Checked): string {
  const where = address === other.address && port === other.port ? '' : ` at ${placeOf(address, port)}`
  return `${state ?? 'unknown'}, ${checks === null ? 'without checks' : `checks ${checks}${where}`}`
}

const placeOf = (address: string | null, port: number | null): string =>
  address === null ? (port === null ? 'its own address' : `port ${port}`) : endpoint(address, port)
