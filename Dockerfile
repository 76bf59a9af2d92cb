# syntax=docker/dockerfile:1
# One image for the API, the worker, and the jobs that prepare a database and a Temporal namespace.
# The version is that of the package "node" in package.json; pin the digest too when you mirror the image.
FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
COPY sdk/package.json sdk/package.json
# No package of ours needs its install script to run: native parts come as packages of their own.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM dependencies AS build
COPY . .
# Bundled here once, so that a worker is ready sooner and every worker of a release runs the very same code.
RUN node cli/bundleWorkflows.ts build/workflows.cjs

FROM node:24.21.0-bookworm-slim AS runtime
LABEL org.opencontainers.image.title="OFFER-HUB Orchestrator" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production \
    NODE_OPTIONS=--disable-warning=ExperimentalWarning \
    HOST=0.0.0.0 \
    WORKFLOW_BUNDLE=/app/build/workflows.cjs
WORKDIR /app
# A volume that is mounted here begins with this owner.
RUN install --directory --owner=1000 --group=1000 /data
COPY --from=build /app ./
# The numbers of the account "node", so that a platform can see that this is not root.
USER 1000:1000
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "cli/health.ts", "http://127.0.0.1:4000/ready"]
CMD ["node", "server.ts"]
