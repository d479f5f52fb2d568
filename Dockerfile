# One image for all processes; the command chooses: worker, gateway (default), simulator, temporal:setup.
# Configuration and secrets come from the environment when it runs (see .env.example): none is built in.
FROM node:24-trixie-slim

WORKDIR /app
RUN chown node:node /app
USER node

# The packages first: they change seldom, and this layer is kept while they don't.
COPY --chown=node:node package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force
COPY --chown=node:node . .
# The simulator's state; a volume that is mounted here takes over this folder's owner.
RUN mkdir -p .data

ENV NODE_ENV=production
EXPOSE 8080 9464
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.GATEWAY_PORT || 8080}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["npm", "run", "--silent", "gateway"]
