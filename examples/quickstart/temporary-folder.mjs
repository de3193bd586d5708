import {mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** A folder that goes with the stage. Its name is short: the path of a unix socket has 107 bytes at most. */
export function temporaryFolder(stage) {
  const folder = mkdtempSync(join(tmpdir().length <= 60 ? realpathSync(tmpdir()) : '/tmp', 'hactl-quickstart-'))
  const remove = () => rmSync(folder, {recursive: true, force: true})
  stage.add(remove, remove)
  return folder
}
