// pg and libpq take from variables such as PGOPTIONS, PGHOST, PGPORT and PGSSLMODE what a URL does not say.
// The settings of the gateway say where the database is and how it is entered; nothing else does.
for (const name of Object.keys(process.env)) if (/^PG[A-Z]/.test(name)) delete process.env[name];
