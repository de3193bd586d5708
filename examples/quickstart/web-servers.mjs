import {once} from 'node:events'
import {createServer} from 'node:http'

/** Web servers on free ports of this machine alone; each answers with its name. */
export async function startWebServers(stage, names) {
  return Promise.all(
    names.map(async (name) => {
      const server = createServer((_request, response) => response.end(`${name}\n`))
      stage.add(() => {
        server.close()
        server.closeAllConnections()
      })
      server.listen(0, '127.0.0.1')
      await once(server, 'listening', {signal: stage.signal})
      return {name, port: server.address().port}
    }),
  )
}
