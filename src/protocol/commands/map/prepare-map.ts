import type {WireCommand} from '../../command.ts'
import {refused} from '../../refusal.ts'
import {type MapReference, type MapVersion, mapWord, verb} from './reference.ts'

const prepare = verb('prepare')

/** `prepare map REF`: HAProxy sets aside the next version of a map. Nothing is visible until `commit map`. Management guide 9.3; since 2.4. */
export const prepareMap = {
  name: 'prepare map',
  named: prepare,
  since: '2.4',
  level: 'map',
  instead: 'hactl map sync and hactl acl sync send single changes there with --strategy patch',
  encode: (map) => `${prepare(map)} ${mapWord(map)}`,
  decode: (reply, map): MapVersion => {
    const created = /^New version created: (\d+)\n?$/.exec(reply.text)
    if (!created || !reply.complete) throw refused(prepare(map), reply)
    return Number(created[1])
  },
} as const satisfies WireCommand<[MapReference], MapVersion>
