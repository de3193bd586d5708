import {HactlError} from '../../protocol/error.ts'
import {Flags} from './oclif.ts'

export const aclFlag = Flags.string({char: 'a', description: 'the ACL, where SOURCE does not name it', helpValue: 'NAME'})

/** In the place of --map of `hactl map`: whoever is used to that is told. */
export const noMapFlag = Flags.string({
  char: 'm',
  description: 'for hactl map',
  hidden: true,
  parse: (name) => {
    throw new HactlError('usage', {exit: 2, message: 'hactl acl knows no maps', hint: `--acl ${name} names an ACL; hactl map is for maps`})
  },
})
