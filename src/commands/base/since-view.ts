import {portableObject} from '../../render/portable.ts'
import {propertyLines} from '../../render/thing.ts'
import {duration} from '../../render/units.ts'
import type {View} from './command.ts'

/** One thing that has been as it is for some seconds: people read 4m10s, not 250. */
export const sinceView: View<{readonly since: number | null}> = {
  text: (one) => propertyLines(portableObject({...one, since: one.since === null ? null : duration(one.since)})),
}
