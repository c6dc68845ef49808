"""Runs mcp-search-console, whose API address is fixed, against the emulator."""

import os

import googleapiclient.discovery

build = googleapiclient.discovery.build


def build_for_emulator(*arguments, **options):
    """The same client with the emulator's address."""
    options["client_options"] = {"api_endpoint": os.environ["BENCH_ENDPOINT"]}
    return build(*arguments, **options)


googleapiclient.discovery.build = build_for_emulator

import gsc_server  # noqa: E402

gsc_server.main()
