# Node runs the TypeScript as it stands, so nothing is built: the image is the program and the
# packages that it needs at work.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Left out: tools of development, and the optional packages (the binaries of the embedded Postgres,
# the validator on Java). In a container the database is a server of its own: set DATABASE_URL.
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE CHANGELOG.md ./
# What the pages at /docs show.
COPY docs/versions.md docs/versions.nl.md ./docs/
COPY examples/conversation.sh ./examples/
COPY schemas ./schemas
COPY migrations ./migrations
COPY src ./src
# An account of the base image that owns none of these files. Nothing is written to disk.
USER node
EXPOSE 8080
STOPSIGNAL SIGTERM
# For a gateway that listens; a worker does not (see docker-compose.yml).
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
