import {caches} from '../process/reports.ts'
import {namesOf} from '../render/fields.ts'
import type {Cell, Column} from '../render/types.ts'
import {duration, memory} from '../render/units.ts'
import {Flags} from './base/oclif.ts'
import {targetFlags} from './base/target.ts'
import {WatchingCommand, watchFlags} from './base/watching-command.ts'

const size = (cell: Cell): string => (typeof cell === 'number' ? memory(cell) : '-')

const cacheColumns: readonly Column[] = [
  {name: 'cache'},
  {name: 'answers', align: 'right'},
  {name: 'bytes', heading: 'SIZE', align: 'right', format: size},
  {name: 'freeBytes', heading: 'FREE', align: 'right', format: size},
]
const answerColumns: readonly Column[] = [
  {name: 'cache'},
  {name: 'hash'},
  {name: 'size', align: 'right', format: size},
  {
    name: 'expires',
    align: 'right',
    format: (cell) => (typeof cell === 'number' ? (cell < 0 ? 'stale' : duration(cell)) : '-'),
    tone: (cell) => (typeof cell === 'number' && cell < 0 ? 'faint' : undefined),
  },
]
const blockSize = 1024

export default class Cache extends WatchingCommand {
  static override summary = 'HTTP caches: answers that are held, and room that is left'
  static override description = 'Needs level admin. HAProxy names an answer by a number made of its host and path, not by them.'
  static override examples = ['<%= config.bin %> cache', '<%= config.bin %> cache --entries -o json']
  static override flags = {...targetFlags, entries: Flags.boolean({description: 'each answer that is kept: its size, and how long it is fresh'}), ...watchFlags}
  static override fields = namesOf([...cacheColumns, ...answerColumns.slice(1)])

  async run(): Promise<void> {
    const {flags} = await this.parse(Cache)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => {
      const all = await caches(client)
      this.tellNone(all, flags, 'this HAProxy has no cache')
      if (flags.entries) return this.showRows(answerColumns, [all.flatMap(({name, answers}) => answers.map((answer) => ({cache: name, ...answer})))])
      const rows = all.map(({name, answers, availableBlocks}) => ({
        cache: name,
        answers: answers.length,
        bytes: answers.reduce((sum, answer) => sum + answer.size, 0),
        freeBytes: availableBlocks * blockSize,
      }))
      return this.showRows(cacheColumns, [rows])
    })
  }
}
