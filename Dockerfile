# Image with two static binaries, sitemap-submit and mcp-supervisor, and the CA certificates.
# Builds from a fresh clone with `docker build .` for the host's or the given platform;
# see docs/kubernetes.md for how to run it.
#
# The base image is given by tag, so that old clones build with Debian's current fixes. Only its CA
# certificates end up in the image. Releases use Dockerfile.prebuilt instead.
FROM rust:1.95-slim-bookworm AS build
WORKDIR /source
COPY . .
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN scripts/static-build \
    && target=$(rustc -vV | sed -n 's/^host: //p') \
    && install -D -t /out "target/$target/release/sitemap-submit" "target/$target/release/mcp-supervisor"

FROM scratch
ARG VERSION=0.1.0
ARG REVISION=""
ARG SOURCE=""
LABEL org.opencontainers.image.title="sitemap-submit" \
      org.opencontainers.image.description="Validates a site's sitemap, submits it to search engines and reads back that they recorded it" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.source="$SOURCE"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/ /usr/bin/
USER 65532:65532
ENTRYPOINT ["/usr/bin/sitemap-submit"]
