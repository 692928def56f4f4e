// pg and libpq read what a URL leaves out from variables such as PGOPTIONS, PGHOST, PGPORT and PGSSLMODE. Only the
// settings of the gateway may decide how the database is reached.
for (const name of Object.keys(process.env)) if (/^PG[A-Z]/.test(name)) delete process.env[name];
