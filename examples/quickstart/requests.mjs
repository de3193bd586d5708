import {Agent, get} from 'node:http'

/** One request, as a browser sends it. @returns which backend and which server answered, and the cookie that came with it */
export function ask({port, signal}, host, {cookie, agent} = {}) {
  return new Promise((resolve, reject) => {
    const headers = {host, ...(cookie && {cookie})}
    const request = get({host: '127.0.0.1', port, headers, agent, signal, timeout: 5000}, (response) => {
      const {statusCode: status, headers: said} = response
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (text) => (body += text))
      response.on('error', reject)
      response.on('end', () => resolve({status, backend: said['x-backend'], server: body.trim(), cookie: said['set-cookie']?.[0]?.split(';')[0]}))
    })
    request.on('timeout', () => request.destroy(new Error(`no answer to a request for ${host} within 5 s`)))
    request.on('error', reject)
  })
}

/** Requests without a pause on one connection, until `stop` is called. @returns what each was answered, in order */
export function askAgainAndAgain(site, host) {
  const agent = new Agent({keepAlive: true, maxSockets: 1})
  const answers = []
  let going = true
  const all = (async () => {
    while (going) answers.push(await ask(site, host, {agent}))
    agent.destroy()
    return answers
  })()
  all.catch(() => {}) // told to whom stops it
  return {
    stop: () => {
      going = false
      return all
    },
  }
}
