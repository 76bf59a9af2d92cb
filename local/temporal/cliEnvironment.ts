/** The CLI also reads TEMPORAL_* variables and a profile file, which are about the user's own servers. */
export function cliEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_'))
  return { ...Object.fromEntries(kept), TEMPORAL_CONFIG_FILE: '/dev/null' }
}
