# The command `tollgate`, for the gateway and for the registrar.
#
#   docker build -t tollgate .
#   docker run -p 8080:8080 -v "$PWD/tollgate.yaml:/etc/tollgate/tollgate.yaml:ro" tollgate
#
# The gateway listens where `gateway.listen` says; in a container that is `0.0.0.0:8080` or `[::]:8080`. What it keeps
# (`gateway.state.file`, `gateway.client_feed.cache`) belongs below /var/lib/tollgate, which is a volume.

FROM swift:6.3-bookworm AS build
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libjwt-dev libsqlite3-dev libssl-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Package.* ./
COPY Sources Sources
COPY Tests Tests
COPY Fixtures Fixtures
RUN swift build -c release --static-swift-stdlib --product tollgate \
    && install -D -m 755 "$(swift build -c release --static-swift-stdlib --show-bin-path)/tollgate" /out/tollgate

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libjwt0 libsqlite3-0 libssl3 libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 65532 --user-group --no-create-home --home-dir /var/lib/tollgate tollgate \
    && install -d -o tollgate -g tollgate -m 700 /var/lib/tollgate
COPY --from=build /out/tollgate /usr/bin/tollgate
USER 65532:65532
WORKDIR /var/lib/tollgate
VOLUME /var/lib/tollgate
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/tollgate"]
CMD ["gateway", "--config", "/etc/tollgate/tollgate.yaml"]
