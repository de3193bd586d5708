export type LabVersion = '2.2' | '2.6' | '3.0' | '3.2' | '3.4'

export type Content = string | Uint8Array

export type Match = 'str' | 'beg' | 'end' | 'sub' | 'dir' | 'dom' | 'reg' | 'ip' | 'int'

export interface LabMap {
  content: Content
  /** How keys match, `str` unless said. */
  match?: Match
  /** What the values are, `str` unless said. */
  type?: 'str' | 'int' | 'ip'
  /** Converters before the map: `lower,field(1,.)`. */
  converter?: string
}

export interface LabAcl {
  content: Content
  /** `str` unless said. No converter `map_len` exists, an ACL may match by length. */
  match?: Match | 'len'
  ignoreCase?: boolean
}

/** In the lines of `global`, `frontendLines` and `sections`, `{folder}` stands for the folder of this HAProxy. */
export interface LabOptions {
  /** By file name, which may hold folders; a bare content is a `str` map. */
  maps?: Record<string, LabMap | Content>
  /** By file name; a file that is in `maps` too is one reference for HAProxy (`-M -f`), with the content given there. */
  acls?: Record<string, LabAcl | Content>
  /** Other files to lie in the folder: certificates, crt-lists, Lua. */
  files?: Record<string, Content>
  /** `tune.bufsize` */
  bufsize?: number
  nbthread?: number
  /** `stats timeout`, 30s unless said. */
  statsTimeout?: string
  /** `stats maxconn`: slots for connections to the sockets, HAProxy's own 10 unless said. */
  statsMaxconn?: number
  /** A socket of level admin on a port of 127.0.0.1, true unless said. */
  tcp?: boolean
  global?: string[]
  /** Before the answers of the lab: `http-request set-map(…)`, `default_backend …`. */
  frontendLines?: string[]
  /** Whole sections, each a text of several lines. */
  sections?: string[]
  env?: Record<string, string>
  /** `haproxy -W -S`, true unless said; without it there is no `master` and no `reload`. */
  masterWorker?: boolean
  /** How long loading may take, in ms; 20,000 unless said. */
  startDeadline?: number
}

export const isContent = (given: object | string): given is Content => typeof given === 'string' || given instanceof Uint8Array

export const asMap = (given: LabMap | Content): LabMap => (isContent(given) ? {content: given} : given)

export const asAcl = (given: LabAcl | Content): LabAcl => (isContent(given) ? {content: given} : given)
