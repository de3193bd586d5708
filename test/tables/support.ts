import {type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'

export const hasArrays = (version: LabVersion): boolean => Number(version) >= 2.6

/** A table of each type; what arrays there are needs 2.5, that elements of them can be set 3.2. */
const sections = (version: LabVersion): string[] => [
  'backend t_ip\n    stick-table type ip size 100k expire 1h store gpc0,gpc0_rate(10s),http_req_rate(1h),bytes_in_cnt,conn_cur',
  'backend t_ipv6\n    stick-table type ipv6 size 1k expire 10m store gpt0,conn_cnt',
  `backend t_integer\n    stick-table type integer size 1k store server_id,${version === '2.2' ? 'server_name' : 'server_key'}`,
  'backend t_string\n    stick-table type string len 16 size 1k expire 10m store gpc0,gpc1,http_err_cnt',
  'backend t_binary\n    stick-table type binary len 8 size 1k expire 10m store gpc0',
  'backend t_forgetful\n    stick-table type integer size 3 expire 10m store gpc0',
  'backend t_small\n    stick-table type integer size 3 expire 10m nopurge store gpc0',
  ...(hasArrays(version) ? ['backend t_array\n    stick-table type string len 16 size 1k expire 10m store gpc(3),gpt(2),gpc_rate(2,1h)'] : []),
  // more than one command takes
  ...(Number(version) >= 3.2 ? ['backend t_wide\n    stick-table type string size 1k expire 10m store gpc(40)'] : []),
  ...(Number(version) >= 3.2 ? ['backend t_plain\n    stick-table type ip size 1k expire 1h store bytes_in_rate(1h)'] : []),
  ...(Number(version) >= 3.2 ? ['backend t_factor\n    stick-table type ip size 1k expire 1h brates-factor 10 store bytes_in_rate(1h)'] : []),
]

/** Requests with a header `text` or `bytes` leave a key in t_string or t_binary. */
export const startTables = (version: LabVersion): Promise<LabHaproxy> =>
  lab.start(version, {
    sections: sections(version),
    frontendLines: [
      'http-request track-sc0 hdr(text),url_dec table t_string if { req.hdr(text) -m found }',
      'http-request track-sc1 hdr(bytes),base64 table t_binary if { req.hdr(bytes) -m found }',
      // a request that lasts
      ...(hasArrays(version) ? ['http-request wait-for-body time 60s if { path /slow }'] : []),
    ],
  })

/** The lines that HAProxy itself shows of a table, without pointer, expiry and shard, sorted. */
export async function linesOf(haproxy: LabHaproxy, table: string): Promise<string[]> {
  const answer = (await haproxy.exchange(`show table ${table}`)).toString('latin1')
  return answer
    .split('\n')
    .filter((line) => line.startsWith('0x'))
    .map((line) => line.replace(/^0x\S+ /, '').replace(/ use=\d+ exp=\d+(?: shard=\d+)?/, ''))
    .toSorted()
}
