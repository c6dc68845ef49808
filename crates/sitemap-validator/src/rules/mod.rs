//! The rules, one file per subject: requirement, reason, source and remedy.
//!
//! A subject's file contains each [`Rule`] with an example, followed by the functions that create its
//! messages. The checks themselves are in `parse`, `decode`, `robots` and `value`.
//! To add a rule, add a static to the file of its subject, a line to [`RULES`] or [`SITE_RULES`], and
//! a fixture with its name.

mod documentation;
mod levels;
mod rule;

pub(crate) mod element;
pub(crate) mod encoding;
pub(crate) mod feed;
pub(crate) mod file;
pub(crate) mod gzip;
pub(crate) mod hint;
pub(crate) mod host;
pub(crate) mod hreflang;
pub(crate) mod image;
pub(crate) mod index;
pub(crate) mod lastmod;
pub(crate) mod loc;
pub(crate) mod namespace;
pub(crate) mod news;
pub(crate) mod page;
pub(crate) mod robots;
pub(crate) mod video;
pub(crate) mod xml;

pub use documentation::rules_markdown;
pub use file::ENTRIES_DROPPED;
pub use hreflang::NO_RETURN as HREFLANG_NO_RETURN;
pub use index::CHILD_ADDRESS as INDEX_CHILD_ADDRESS;
pub use index::CHILD_CROSS_HOST as INDEX_CHILD_CROSS_HOST;
pub use index::CHILD_SCOPE as INDEX_CHILD_SCOPE;
pub use index::CHILD_UNREADABLE as INDEX_CHILD_UNREADABLE;
pub use index::CRAWL_LIMIT;
pub use index::IN_INDEX as INDEX_IN_INDEX;
pub use index::URL_REPEATED as INDEX_URL_REPEATED;
pub use levels::{Level, Levels, all, find, nearest};
pub use page::BLOCKED as PAGE_BLOCKED;
pub use page::FILE_MISSING as PAGE_FILE_MISSING;
pub use page::NOINDEX as PAGE_NOINDEX;
pub use page::REDIRECT as PAGE_REDIRECT;
pub use page::STATUS as PAGE_STATUS;
pub use robots::BLOCKS_SITEMAP as ROBOTS_BLOCKS_SITEMAP;
pub use robots::BLOCKS_URL as ROBOTS_BLOCKS_URL;
pub use rule::{Example, Rule};

/// The rules that need only one document, in the order of the documentation.
pub static RULES: &[&Rule] = &[
    &file::EMPTY,
    &file::TOO_LARGE,
    &file::TOO_MANY_URLS,
    &file::TOO_MANY_SITEMAPS,
    &gzip::CORRUPT,
    &gzip::TRUNCATED,
    &gzip::TRAILING_DATA,
    &gzip::NESTED,
    &gzip::TWICE,
    &gzip::DECLARED_WRONGLY,
    &gzip::EXTENSION_MISMATCH,
    &file::COMPRESSION_UNSUPPORTED,
    &encoding::NOT_UTF8,
    &encoding::OTHER,
    &encoding::BOM_PRESENT,
    &file::NOT_A_SITEMAP,
    &file::HTML_NOT_SITEMAP,
    &file::CONTENT_BEFORE_XML,
    &xml::MALFORMED,
    &xml::TRUNCATED,
    &xml::DECL_NOT_FIRST,
    &encoding::XML_INVALID_CHAR,
    &xml::ENTITY_UNESCAPED,
    &xml::ENTITY_UNDECLARED,
    &xml::DOCTYPE_PRESENT,
    &xml::TOKEN_TOO_LONG,
    &xml::NESTING_TOO_DEEP,
    &xml::TOO_MANY_ATTRIBUTES,
    &element::ROOT_UNKNOWN,
    &element::ROOT_NESTED,
    &namespace::MISSING,
    &namespace::WRONG,
    &namespace::LEGACY,
    &namespace::PREFIX_UNDECLARED,
    &namespace::EXTENSION_UNKNOWN,
    &namespace::EXTENSION_NAMESPACE_WRONG,
    &element::UNKNOWN,
    &element::UNEXPECTED,
    &element::DUPLICATE,
    &element::TEXT_UNEXPECTED,
    &file::SITEMAP_EMPTY,
    &ENTRIES_DROPPED,
    &loc::MISSING,
    &loc::EMPTY,
    &loc::NOT_ABSOLUTE,
    &loc::SCHEME,
    &loc::TOO_LONG,
    &loc::INVALID_URL,
    &loc::NOT_ENCODED,
    &loc::HOST_MISMATCH,
    &loc::SCHEME_MISMATCH,
    &host::NOT_PUBLIC,
    &host::BASE_DOUBLED,
    &host::DIFFER,
    &loc::OUTSIDE_SCOPE,
    &loc::WHITESPACE,
    &loc::FRAGMENT,
    &loc::SESSION_ID,
    &loc::CREDENTIALS,
    &loc::DUPLICATE,
    &lastmod::INVALID,
    &lastmod::FUTURE,
    &lastmod::IMPLAUSIBLE,
    &lastmod::ALL_SAME,
    &hint::CHANGEFREQ_INVALID,
    &hint::CHANGEFREQ_IGNORED,
    &hint::PRIORITY_INVALID,
    &hint::PRIORITY_IGNORED,
    &feed::TEXT_LINE_NOT_URL,
    &feed::LINK_MISSING,
    &robots::SITEMAP_NOT_ABSOLUTE,
    &robots::NO_SITEMAP,
    &robots::DUPLICATE,
    &robots::BLOCKS_SITEMAP,
    &robots::TOO_LARGE,
    &feed::DATE_INVALID,
    &image::LOC_MISSING,
    &image::LOC_INVALID,
    &image::TOO_MANY,
    &image::CROSS_DOMAIN,
    &image::DEPRECATED_TAG,
    &video::MISSING_THUMBNAIL,
    &video::MISSING_TITLE,
    &video::MISSING_DESCRIPTION,
    &video::MISSING_CONTENT_OR_PLAYER,
    &video::CONTENT_EQUALS_LOC,
    &video::URL_INVALID,
    &video::DESCRIPTION_TOO_LONG,
    &video::DURATION_RANGE,
    &video::RATING_RANGE,
    &video::DATE_INVALID,
    &video::VALUE_INVALID,
    &video::TOO_MANY_TAGS,
    &video::DEPRECATED_TAG,
    &news::MISSING_PUBLICATION,
    &news::MISSING_NAME,
    &news::MISSING_LANGUAGE,
    &news::MISSING_DATE,
    &news::MISSING_TITLE,
    &news::TOO_MANY,
    &news::MULTIPLE_PER_URL,
    &news::STALE,
    &news::FUTURE,
    &news::LANGUAGE_INVALID,
    &news::DATE_INVALID,
    &news::DEPRECATED_TAG,
    &hreflang::INVALID,
    &hreflang::HREF_RELATIVE,
    &hreflang::DUPLICATE,
    &hreflang::MISSING_SELF,
    &hreflang::TOO_MANY,
];

/// The rules that need several documents; their checks fetch, so they are not in this crate.
pub static SITE_RULES: &[&Rule] = &[
    &robots::BLOCKS_URL,
    &index::IN_INDEX,
    &index::CHILD_CROSS_HOST,
    &index::CHILD_SCOPE,
    &index::CHILD_UNREADABLE,
    &index::CHILD_ADDRESS,
    &index::URL_REPEATED,
    &CRAWL_LIMIT,
    &hreflang::NO_RETURN,
    &page::STATUS,
    &page::FILE_MISSING,
    &page::REDIRECT,
    &page::NOINDEX,
    &page::BLOCKED,
];
