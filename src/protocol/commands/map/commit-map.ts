import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import type {Reply} from '../../reply.ts'
import {type MapReference, type MapVersion, mapWord, verb} from './reference.ts'

const commit = verb('commit')

/**
 * `commit map @v REF` makes version v current in one step and removes all lower ones; the answer comes after the removal (0.15 to 0.4 s a million entries).
 * Management guide 9.3; since 2.4.
 */
export const commitMap = {
  name: 'commit map',
  named: commit,
  since: '2.4',
  level: 'map',
  instead: 'hactl map sync and hactl acl sync send single changes there with --strategy patch',
  encode: (map, version) => `${commit(map)} @${version} ${mapWord(map)}`,
  decode: (reply: Reply, map: MapReference) => acknowledged(commit(map))(reply),
} as const satisfies WireCommand<[MapReference, MapVersion], void>
