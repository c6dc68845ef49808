# The image of sitemap-submit and mcp-supervisor: two static binaries and the certificate authorities.
# Builds from a fresh clone, `docker build .`, for the platform that it is built on or for;
# docs/kubernetes.md says how to run it.
#
# The base is named by its tag, so that a clone of any age builds with the fixes that Debian has by then.
# No byte of it but the certificate authorities is in the image; what is released is not built here, but
# by Dockerfile.prebuilt.
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
