//! Fetches and validates a site's sitemap, submits it to search engines, and reads back that they
//! recorded it.
