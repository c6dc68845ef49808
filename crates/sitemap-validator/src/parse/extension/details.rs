//! Checks the values of an extension's elements when they close.

use jiff::{SignedDuration, Timestamp};

use super::vocabulary::Detail;
use crate::draft::Draft;
use crate::parse::document::Document;
use crate::parse::mark::Mark;
use crate::parse::reporter::Reporter;
use crate::rules::{self, Rule};
use crate::value::lastmod;
use crate::value::loc::{Form, form};
use crate::value::{language, number};

/// Maximum age of an article in a news sitemap.
///
/// <https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap>
const FRESH: SignedDuration = SignedDuration::from_hours(48);

/// Permitted duration of a video, in seconds.
///
/// <https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps>
const DURATION: std::ops::RangeInclusive<u32> = 1..=28_800;

impl Document<'_, '_> {
    /// Checks the value of an element.
    pub(crate) fn check_detail(
        &mut self,
        detail: Detail,
        element: &Mark,
        reporter: &mut Reporter<'_>,
    ) {
        let limit = self.options.limits.max_token_bytes;
        let value = &self.entry.other;
        let (window, diagnostics) = (reporter.window, &mut *reporter.diagnostics);
        let bytes = value.bytes(window);
        let mut report = |rule: &'static Rule, draft: &dyn Fn() -> Draft| {
            let place = || value.place(window).or_else(|| Some(element.place(window)));
            diagnostics.at_place(rule, place, draft);
        };
        if value.is_too_long() {
            report(&rules::xml::TOKEN_TOO_LONG, &|| {
                rules::xml::token_too_long_value(limit)
            });
            return;
        }
        // Missing required elements are reported when the group closes; an empty number or date
        // is invalid even if it is optional.
        let is_judged = matches!(
            detail,
            Detail::Duration | Detail::Rating | Detail::VideoDate | Detail::ExpirationDate
        );
        if bytes.is_empty() && !is_judged {
            self.extensions.record_empty(detail);
            return;
        }
        match detail {
            Detail::ImageLoc => match form(bytes, &mut self.image_addresses) {
                Form::Here => {}
                Form::Elsewhere(start, end) => {
                    if !std::mem::replace(&mut self.extensions.told_of_foreign_image, true) {
                        let host = &bytes[start..end];
                        report(&rules::image::CROSS_DOMAIN, &|| {
                            rules::image::cross_domain(host)
                        });
                    }
                }
                Form::Other | Form::None => report(&rules::image::LOC_INVALID, &|| {
                    rules::image::loc_invalid(bytes)
                }),
            },
            Detail::Thumbnail | Detail::ContentLoc | Detail::PlayerLoc => {
                let name: &'static [u8] = match detail {
                    Detail::Thumbnail => b"video:thumbnail_loc",
                    Detail::ContentLoc => b"video:content_loc",
                    _ => b"video:player_loc",
                };
                if form(bytes, &mut self.link_addresses) == Form::None {
                    report(&rules::video::URL_INVALID, &|| {
                        rules::video::url_invalid(name, bytes)
                    });
                } else if detail != Detail::Thumbnail {
                    self.check_source(name, reporter);
                }
            }
            Detail::Description => {
                let most = rules::video::DESCRIPTION_TOO_LONG_LIMIT;
                if bytes.len() > most {
                    let characters = String::from_utf8_lossy(bytes).chars().count();
                    if characters > most {
                        report(&rules::video::DESCRIPTION_TOO_LONG, &|| {
                            rules::video::description_too_long(characters)
                        });
                    }
                }
            }
            Detail::Duration => {
                if !number::whole(bytes).is_some_and(|seconds| DURATION.contains(&seconds)) {
                    report(&rules::video::DURATION_RANGE, &|| {
                        rules::video::duration_range(bytes)
                    });
                }
            }
            Detail::Rating => {
                if !number::decimal(bytes).is_some_and(|rating| (0.0..=5.0).contains(&rating)) {
                    report(&rules::video::RATING_RANGE, &|| {
                        rules::video::rating_range(bytes)
                    });
                }
            }
            Detail::VideoFlag(_) => {
                if !matches!(bytes, b"yes" | b"no" | b"Yes" | b"No" | b"YES" | b"NO") {
                    report(&rules::video::VALUE_INVALID, &|| {
                        rules::video::value_invalid(detail.name(), bytes)
                    });
                }
            }
            Detail::VideoDate | Detail::ExpirationDate => {
                let name: &[u8] = match detail {
                    Detail::VideoDate => b"video:publication_date",
                    _ => b"video:expiration_date",
                };
                if lastmod::parse(bytes).is_err() {
                    report(&rules::video::DATE_INVALID, &|| {
                        rules::video::date_invalid(name, bytes)
                    });
                }
            }
            Detail::NewsDate => match lastmod::parse(bytes) {
                Ok(moment) if is_stale(bytes, moment, self.options.now) => {
                    report(&rules::news::STALE, &|| rules::news::stale(bytes));
                }
                Ok(moment) if lastmod::is_future(moment, self.options.now) => {
                    report(&rules::news::FUTURE, &|| rules::news::future(bytes));
                }
                Ok(_) => {}
                Err(fault) => report(&rules::news::DATE_INVALID, &|| {
                    rules::news::date_invalid(bytes, fault)
                }),
            },
            Detail::PublicationLanguage => {
                if !language::is_news_language(bytes) {
                    report(&rules::news::LANGUAGE_INVALID, &|| {
                        rules::news::language_invalid(bytes)
                    });
                }
            }
            Detail::VideoTitle
            | Detail::Tag
            | Detail::VideoOther(_)
            | Detail::VideoLimit(_)
            | Detail::NewsTitle
            | Detail::PublicationName
            | Detail::ImageOld
            | Detail::VideoOld
            | Detail::NewsOld => {}
        }
    }
}

/// True if an article is too old at `now` in every time zone.
fn is_stale(value: &[u8], earliest: i64, now: Timestamp) -> bool {
    // A date without a time ends with its day, month or year, up to 26 hours later in the last zone.
    let latest = match value.len() {
        _ if value.contains(&b'T') => earliest,
        ..=4 => earliest + (366 * 24 + 26) * 3600,
        5..=7 => earliest + (31 * 24 + 26) * 3600,
        _ => earliest + (24 + 26) * 3600,
    };
    latest + FRESH.as_secs() < now.as_second()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_stale_when_its_day_is_over_everywhere() {
        let now: Timestamp = "2026-06-05T12:00:00Z".parse().unwrap();
        let stale = |value: &str| {
            is_stale(
                value.as_bytes(),
                lastmod::parse(value.as_bytes()).unwrap(),
                now,
            )
        };
        assert!(stale("2026-06-03T11:59:59Z"));
        assert!(!stale("2026-06-03T12:00:01Z"));
        assert!(stale("2026-06-03T12:00:01+02:00"));
        assert!(stale("2026-06-01"));
        assert!(!stale("2026") && !stale("2026-06") && stale("2025"));
        assert!(!stale("2026-06-02"), "its last zone is at this very moment");
    }
}
