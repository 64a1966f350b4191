# Two images from one file: `build` has the sources and loads the sample, `grafana` is what people look at.

FROM node:24-bookworm-slim AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends python3 python3-pip \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /plumbline
COPY . .
# The first script installs what the lock file says. The runtime for musl belongs to the image below, which is Alpine.
RUN node scripts/build.mjs && node scripts/build-backend.mjs --musl
CMD ["node", "docker/load-sample.mjs"]

FROM grafana/grafana:12.4.3 AS grafana
COPY --from=build --chown=472:0 /plumbline/dist /var/lib/grafana-plugins/plumbline-models-app
COPY provisioning /etc/grafana/provisioning
COPY docker/grafana.ini /etc/grafana/grafana.ini
