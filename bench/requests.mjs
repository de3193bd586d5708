// Requests at a steady rate over connections that stay, in a thread of their own. What waits for a connection counts from when it was due.
import {Agent, get} from 'node:http'
import {parentPort, workerData} from 'node:worker_threads'

const {socket, perSecond} = workerData
const agent = new Agent({keepAlive: true, maxSockets: 4})
let latencies = []
let sent = 0
const start = performance.now()

function request(due) {
  const path = `/app/${String(sent % 1000).padStart(9, '0')}/x`
  get({socketPath: socket, path, agent}, (response) => {
    response.resume()
    response.on('end', () => latencies.push(performance.now() - due))
  }).on('error', (error) => {
    throw error
  })
}

setInterval(() => {
  for (; start + (sent * 1000) / perSecond <= performance.now(); sent++) request(start + (sent * 1000) / perSecond)
}, 1)

parentPort.on('message', () => {
  parentPort.postMessage(latencies)
  latencies = []
})
