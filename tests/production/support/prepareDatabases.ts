import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import postgres from 'postgres'

const SCRIPT = new URL('../../../ops/postgres/createTemporalRole.sh', import.meta.url)

export type Databases = {
  /** As the secret database_owner_url has it. */
  readonly url: string
  /** What the Temporal server's environment says of its own, instead of what the compose file says. */
  readonly temporal: NodeJS.ProcessEnv
  drop(): Promise<void>
}

/** A database of ours and two of Temporal's, made by the statements that the Postgres container runs at its first start. */
export async function prepareDatabases(serverUrl: string, temporalPassword: string): Promise<Databases> {
  const [suffix, password] = [randomBytes(4).toString('hex'), randomBytes(24).toString('hex')]
  const [ours, role] = [`offerhub_${suffix}`, `temporal_${suffix}`]
  const visibility = `${role}_visibility`
  const statements = statementsOf(readFileSync(SCRIPT, 'utf8')).map((statement) =>
    statement
      .replaceAll(/\btemporal_visibility\b/g, visibility)
      .replaceAll(/\btemporal\b/g, role)
      .replace(":'password'", `'${temporalPassword}'`),
  )
  const run = async (all: readonly string[]) => {
    const sql = postgres(serverUrl, { max: 1, onnotice: () => undefined })
    try {
      for (const one of all) await sql.unsafe(one)
    } finally {
      await sql.end()
    }
  }
  await run([
    `create role ${ours} login createrole password '${password}'`,
    `create database ${ours} owner ${ours}`,
    ...statements,
  ])
  const url = new URL(serverUrl)
  const temporal = {
    DB_PORT: url.port,
    DBNAME: role,
    POSTGRES_PWD: temporalPassword,
    POSTGRES_SEEDS: url.hostname,
    POSTGRES_USER: role,
    VISIBILITY_DBNAME: visibility,
  }
  url.pathname = `/${ours}`
  url.username = ours
  url.password = password
  return {
    url: String(url),
    temporal,
    drop: () =>
      run([
        ...[ours, role, visibility].map((name) => `drop database ${name} with (force)`),
        ...[`${ours}_app`, `${ours}_read`, ours, role].map((name) => `drop role if exists ${name}`),
      ]),
  }
}

function statementsOf(script: string): string[] {
  const sql = /<<'SQL'\n([\s\S]*)\nSQL/.exec(script)?.[1] ?? ''
  return sql
    .split(';')
    .map((statement) => statement.trim())
    .filter(Boolean)
}
