//! Lists the rules, one per file: what each demands, why, after which source, and how to comply.
//!
//! A rule's file holds its [`Rule`] and the words of its findings.
//! What finds the violations is in `parse` and `value`.
//! A new rule is a new file, a line in each of the two lists here, and a fixture named after it.

mod documentation;
mod example;
mod levels;
mod rule;

pub(crate) mod bom_present;
pub(crate) mod changefreq_ignored;
pub(crate) mod changefreq_invalid;
pub(crate) mod compression_unsupported;
pub(crate) mod crawl_limit;
pub(crate) mod doctype_present;
pub(crate) mod element_duplicate;
pub(crate) mod element_unexpected;
pub(crate) mod element_unknown;
pub(crate) mod encoding_not_utf8;
pub(crate) mod entity_undeclared;
pub(crate) mod entity_unescaped;
pub(crate) mod extension_namespace_wrong;
pub(crate) mod extension_unknown;
pub(crate) mod feed_date_invalid;
pub(crate) mod feed_link_missing;
pub(crate) mod file_empty;
pub(crate) mod file_too_large;
pub(crate) mod gzip_corrupt;
pub(crate) mod gzip_extension_mismatch;
pub(crate) mod gzip_nested;
pub(crate) mod gzip_trailing_data;
pub(crate) mod gzip_truncated;
pub(crate) mod hreflang_duplicate;
pub(crate) mod hreflang_href_relative;
pub(crate) mod hreflang_invalid;
pub(crate) mod hreflang_missing_self;
pub(crate) mod hreflang_no_return;
pub(crate) mod hreflang_too_many;
pub(crate) mod html_not_sitemap;
pub(crate) mod image_cross_domain;
pub(crate) mod image_deprecated_tag;
pub(crate) mod image_loc_invalid;
pub(crate) mod image_loc_missing;
pub(crate) mod image_too_many;
pub(crate) mod index_child_address;
pub(crate) mod index_child_cross_host;
pub(crate) mod index_child_scope;
pub(crate) mod index_child_unreadable;
pub(crate) mod index_in_index;
pub(crate) mod index_url_repeated;
pub(crate) mod lastmod_all_same;
pub(crate) mod lastmod_future;
pub(crate) mod lastmod_invalid;
pub(crate) mod loc_credentials;
pub(crate) mod loc_duplicate;
pub(crate) mod loc_empty;
pub(crate) mod loc_fragment;
pub(crate) mod loc_host_mismatch;
pub(crate) mod loc_invalid_url;
pub(crate) mod loc_missing;
pub(crate) mod loc_not_absolute;
pub(crate) mod loc_not_encoded;
pub(crate) mod loc_outside_scope;
pub(crate) mod loc_scheme;
pub(crate) mod loc_scheme_mismatch;
pub(crate) mod loc_session_id;
pub(crate) mod loc_too_long;
pub(crate) mod loc_whitespace;
pub(crate) mod namespace_legacy;
pub(crate) mod namespace_missing;
pub(crate) mod namespace_prefix_undeclared;
pub(crate) mod namespace_wrong;
pub(crate) mod nesting_too_deep;
pub(crate) mod news_date_invalid;
pub(crate) mod news_deprecated_tag;
pub(crate) mod news_language_invalid;
pub(crate) mod news_missing_date;
pub(crate) mod news_missing_language;
pub(crate) mod news_missing_name;
pub(crate) mod news_missing_publication;
pub(crate) mod news_missing_title;
pub(crate) mod news_multiple_per_url;
pub(crate) mod news_stale;
pub(crate) mod news_too_many;
pub(crate) mod not_a_sitemap;
pub(crate) mod page_blocked;
pub(crate) mod page_noindex;
pub(crate) mod page_redirect;
pub(crate) mod page_status;
pub(crate) mod priority_ignored;
pub(crate) mod priority_invalid;
pub(crate) mod robots_blocks_sitemap;
pub(crate) mod robots_blocks_url;
pub(crate) mod robots_duplicate;
pub(crate) mod robots_no_sitemap;
pub(crate) mod robots_sitemap_not_absolute;
pub(crate) mod robots_too_large;
pub(crate) mod root_nested;
pub(crate) mod root_unknown;
pub(crate) mod sitemap_empty;
pub(crate) mod text_line_not_url;
pub(crate) mod text_unexpected;
pub(crate) mod token_too_long;
pub(crate) mod too_many_attributes;
pub(crate) mod too_many_sitemaps;
pub(crate) mod too_many_urls;
pub(crate) mod video_content_equals_loc;
pub(crate) mod video_date_invalid;
pub(crate) mod video_deprecated_tag;
pub(crate) mod video_description_too_long;
pub(crate) mod video_duration_range;
pub(crate) mod video_missing_content_or_player;
pub(crate) mod video_missing_description;
pub(crate) mod video_missing_thumbnail;
pub(crate) mod video_missing_title;
pub(crate) mod video_rating_range;
pub(crate) mod video_too_many_tags;
pub(crate) mod video_url_invalid;
pub(crate) mod xml_decl_not_first;
pub(crate) mod xml_invalid_char;
pub(crate) mod xml_malformed;
pub(crate) mod xml_truncated;

pub use crawl_limit::RULE as CRAWL_LIMIT;
pub use documentation::rules_markdown;
pub use example::{Example, example};
pub use hreflang_no_return::RULE as HREFLANG_NO_RETURN;
pub use index_child_address::RULE as INDEX_CHILD_ADDRESS;
pub use index_child_cross_host::RULE as INDEX_CHILD_CROSS_HOST;
pub use index_child_scope::RULE as INDEX_CHILD_SCOPE;
pub use index_child_unreadable::RULE as INDEX_CHILD_UNREADABLE;
pub use index_in_index::RULE as INDEX_IN_INDEX;
pub use index_url_repeated::RULE as INDEX_URL_REPEATED;
pub use levels::{Level, Levels, all, find, nearest};
pub use page_blocked::RULE as PAGE_BLOCKED;
pub use page_noindex::RULE as PAGE_NOINDEX;
pub use page_redirect::RULE as PAGE_REDIRECT;
pub use page_status::RULE as PAGE_STATUS;
pub use robots_blocks_sitemap::RULE as ROBOTS_BLOCKS_SITEMAP;
pub use robots_blocks_url::RULE as ROBOTS_BLOCKS_URL;
pub use rule::Rule;

/// The rules that a document alone shows, in the order of the documentation.
pub static RULES: &[&Rule] = &[
    &file_empty::RULE,
    &file_too_large::RULE,
    &too_many_urls::RULE,
    &too_many_sitemaps::RULE,
    &gzip_corrupt::RULE,
    &gzip_truncated::RULE,
    &gzip_trailing_data::RULE,
    &gzip_nested::RULE,
    &gzip_extension_mismatch::RULE,
    &compression_unsupported::RULE,
    &encoding_not_utf8::RULE,
    &bom_present::RULE,
    &not_a_sitemap::RULE,
    &html_not_sitemap::RULE,
    &xml_malformed::RULE,
    &xml_truncated::RULE,
    &xml_decl_not_first::RULE,
    &xml_invalid_char::RULE,
    &entity_unescaped::RULE,
    &entity_undeclared::RULE,
    &doctype_present::RULE,
    &token_too_long::RULE,
    &nesting_too_deep::RULE,
    &too_many_attributes::RULE,
    &root_unknown::RULE,
    &root_nested::RULE,
    &namespace_missing::RULE,
    &namespace_wrong::RULE,
    &namespace_legacy::RULE,
    &namespace_prefix_undeclared::RULE,
    &extension_unknown::RULE,
    &extension_namespace_wrong::RULE,
    &element_unknown::RULE,
    &element_unexpected::RULE,
    &element_duplicate::RULE,
    &text_unexpected::RULE,
    &sitemap_empty::RULE,
    &loc_missing::RULE,
    &loc_empty::RULE,
    &loc_not_absolute::RULE,
    &loc_scheme::RULE,
    &loc_too_long::RULE,
    &loc_invalid_url::RULE,
    &loc_not_encoded::RULE,
    &loc_host_mismatch::RULE,
    &loc_scheme_mismatch::RULE,
    &loc_outside_scope::RULE,
    &loc_whitespace::RULE,
    &loc_fragment::RULE,
    &loc_session_id::RULE,
    &loc_credentials::RULE,
    &loc_duplicate::RULE,
    &lastmod_invalid::RULE,
    &lastmod_future::RULE,
    &lastmod_all_same::RULE,
    &changefreq_invalid::RULE,
    &changefreq_ignored::RULE,
    &priority_invalid::RULE,
    &priority_ignored::RULE,
    &text_line_not_url::RULE,
    &feed_link_missing::RULE,
    &robots_sitemap_not_absolute::RULE,
    &robots_no_sitemap::RULE,
    &robots_duplicate::RULE,
    &robots_blocks_sitemap::RULE,
    &robots_too_large::RULE,
    &feed_date_invalid::RULE,
    &image_loc_missing::RULE,
    &image_loc_invalid::RULE,
    &image_too_many::RULE,
    &image_cross_domain::RULE,
    &image_deprecated_tag::RULE,
    &video_missing_thumbnail::RULE,
    &video_missing_title::RULE,
    &video_missing_description::RULE,
    &video_missing_content_or_player::RULE,
    &video_content_equals_loc::RULE,
    &video_url_invalid::RULE,
    &video_description_too_long::RULE,
    &video_duration_range::RULE,
    &video_rating_range::RULE,
    &video_date_invalid::RULE,
    &video_too_many_tags::RULE,
    &video_deprecated_tag::RULE,
    &news_missing_publication::RULE,
    &news_missing_name::RULE,
    &news_missing_language::RULE,
    &news_missing_date::RULE,
    &news_missing_title::RULE,
    &news_too_many::RULE,
    &news_multiple_per_url::RULE,
    &news_stale::RULE,
    &news_language_invalid::RULE,
    &news_date_invalid::RULE,
    &news_deprecated_tag::RULE,
    &hreflang_invalid::RULE,
    &hreflang_href_relative::RULE,
    &hreflang_duplicate::RULE,
    &hreflang_missing_self::RULE,
    &hreflang_too_many::RULE,
];

/// The rules that take more than one document: what finds their violations fetches, so it is not here.
pub static SITE_RULES: &[&Rule] = &[
    &robots_blocks_url::RULE,
    &index_in_index::RULE,
    &index_child_cross_host::RULE,
    &index_child_scope::RULE,
    &index_child_unreadable::RULE,
    &index_child_address::RULE,
    &index_url_repeated::RULE,
    &crawl_limit::RULE,
    &hreflang_no_return::RULE,
    &page_status::RULE,
    &page_redirect::RULE,
    &page_noindex::RULE,
    &page_blocked::RULE,
];
