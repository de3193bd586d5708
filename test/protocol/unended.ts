/** What HAProxy before 2.8 ends in no blank line, of a backend `web` with servers `one` (checked) and `bare`, and a variable `proc.odd`. */
export const unended = [
  'set server web/one weight 10x',
  'set weight web/one bogus',
  'set maxconn server web/one 5x',
  'set maxconn server web/one x',
  'set server web/one check-port x',
  'set server web/one check-addr bogus',
  'set server web/bare agent-port 3',
  'set server web/bare check-port 1',
  'add server',
  'add server none/x 127.0.0.1:1',
  'del server',
  'del server web',
  'del server none/x',
  'del server web/none',
  'del server web/one',
  'show events bogus',
  'trace bogus',
  'show trace bogus',
  'get var proc.odd',
]

/** The same of JSON in 2.2, which is told apart at the end of a line. */
export const json = ['show schema json', 'show stat 99 -1 -1 json']
