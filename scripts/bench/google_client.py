"""Submits a sitemap and reads its record back, by Google's Python client.

Takes the API's address, the property and the sitemap; the key file is where
GOOGLE_APPLICATION_CREDENTIALS says. Prints the record as JSON. The least code that does it, without
retries and without looking at the sitemap.
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
