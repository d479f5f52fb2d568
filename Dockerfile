# All processes use this image. The command chooses the file: client/gateway/main.ts (the default), workers/main.ts,
# simulator/main.ts or workers/temporal-setup.ts. It is not an npm script, because npm does not pass a signal to stop on to Node.
# The image contains no configuration and no secrets. They come from the environment of the container (see .env.example).
FROM node:24.21.0-trixie-slim

WORKDIR /app
RUN chown node:node /app
# This is the user `node` of the base image. Kubernetes can check only a number against `runAsNonRoot`.
USER 1000

# The packages are installed in a layer of their own, which Docker reuses while package.json and the lock file stay the same.
COPY --chown=node:node package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force
COPY --chown=node:node . .
# The simulator keeps its state in this folder. It must exist, so that a new volume mounted here gets the owner `node`.
RUN mkdir -p .data

ENV NODE_ENV=production
EXPOSE 8080 9464
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.GATEWAY_PORT || 8080}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "client/gateway/main.ts"]
