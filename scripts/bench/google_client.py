"""Submits a sitemap and reads its record back with Google's Python client.

Takes the API's address, the property and the sitemap, and reads the key file named by
GOOGLE_APPLICATION_CREDENTIALS. Prints the record as JSON. Minimal code, without retries and without
a look at the sitemap.
"""

import json
import os
import sys

from google.oauth2.service_account import Credentials
from googleapiclient.discovery import build

endpoint, site, sitemap = sys.argv[1:]
credentials = Credentials.from_service_account_file(
    os.environ["GOOGLE_APPLICATION_CREDENTIALS"],
    scopes=["https://www.googleapis.com/auth/webmasters"],
)
service = build(
    "searchconsole",
    "v1",
    credentials=credentials,
    client_options={"api_endpoint": endpoint},
    static_discovery=True,
)
service.sitemaps().submit(siteUrl=site, feedpath=sitemap).execute()
record = service.sitemaps().get(siteUrl=site, feedpath=sitemap).execute()
json.dump(record, sys.stdout)
