//! Writes one HTML page without scripts and external files, for light and dark mode, phones and
//! print. maud escapes all text.

mod chart;
mod overview;
mod property;
mod tables;
mod text;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::text::{NL, day};
use super::{Rendered, human};
use crate::model::quantity::grouped;
use crate::model::{Answer, HistoryReport, RunReport};

const STYLE: &str = include_str!("style.css");

pub(super) fn render(report: &RunReport) -> Rendered {
    let Some(Answer::History(histories)) = &report.answer else {
        return Rendered {
            stdout: String::new(),
            stderr: human::render(report).stderr,
        };
    };
    Rendered {
        stdout: page(histories).into_string(),
        stderr: String::new(),
    }
}

fn page(histories: &[HistoryReport]) -> Markup {
    let title = title(histories);
    html! {
        (DOCTYPE) (NL)
        html lang="en" {
            (NL)
            head {
                (NL) meta charset="utf-8";
                (NL) meta name="viewport" content="width=device-width, initial-scale=1";
                (NL) meta name="color-scheme" content="light dark";
                (NL) meta name="referrer" content="no-referrer";
                (NL) title { (title) }
                (NL) style { (NL) (PreEscaped(STYLE)) }
                (NL)
            }
            (NL)
            body {
                (NL)
                main {
                    (NL) h1 { (title) }
                    @if histories.len() > 1 {
                        (overview::table(histories))
                    }
                    @for (number, history) in histories.iter().enumerate() {
                        (property::section(number, history))
                    }
                    (NL)
                }
                (NL)
            }
            (NL)
        }
        (NL)
    }
}

/// Property and days, to distinguish saved pages and browser tabs.
fn title(histories: &[HistoryReport]) -> String {
    let subject = match histories {
        [only] => only.property.clone(),
        several => format!("{} properties", grouped(several.len() as u64)),
    };
    let first = histories.iter().map(|one| one.since).min();
    let last = histories.iter().map(|one| one.generated_at).max();
    match first.zip(last) {
        Some((first, last)) => format!("Indexing of {subject}, {} to {}", day(first), day(last)),
        None => format!("Indexing of {subject}"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::model::{IndexState, Point, Problem, Share, Task, Totals};

    fn history(property: &str) -> HistoryReport {
        let now = Timestamp::UNIX_EPOCH;
        let totals = Totals::default();
        let share = || {
            vec![Share {
                name: "/".to_owned(),
                totals,
            }]
        };
        HistoryReport {
            property: property.to_owned(),
            generated_at: now,
            since: now,
            audited: true,
            totals,
            timeline: vec![Point::default()],
            reasons: Vec::new(),
            by_sitemap: share(),
            by_prefix: share(),
            errors: Vec::new(),
            submissions: Vec::new(),
        }
    }

    fn rendered(histories: Vec<HistoryReport>) -> String {
        let answer = Answer::History(histories);
        render(&RunReport::answering(
            Task::Report,
            Some(answer),
            Vec::new(),
            true,
        ))
        .stdout
    }

    fn problem(url: &str) -> Problem {
        Problem {
            url: url.to_owned(),
            state: Some(IndexState::Error),
            reason: Some("not-found"),
            since: None,
            inspected_at: None,
            crawled_at: None,
        }
    }

    #[test]
    fn foreign_text_is_not_markup() {
        let mut one = history("sc-domain:<b>.example");
        one.errors.push(problem("https://a.example/<script>\"'&"));
        let page = rendered(vec![one]);
        assert!(
            !page.contains("<script>") && !page.contains("<b>"),
            "{page}"
        );
        assert!(page.contains("&lt;script&gt;&quot;"), "{page}");
    }

    #[test]
    fn only_web_addresses_become_links() {
        let mut one = history("sc-domain:a.example");
        one.errors.push(problem("javascript:alert(1)"));
        one.errors.push(problem("https://a.example/x?a=1&b=2"));
        let page = rendered(vec![one]);
        assert!(!page.contains("href=\"javascript"), "{page}");
        assert!(
            page.contains("href=\"https://a.example/x?a=1&amp;b=2\""),
            "{page}"
        );
    }

    #[test]
    fn several_properties_begin_with_an_overview() {
        let page = rendered(vec![
            history("sc-domain:a.example"),
            history("sc-domain:b.example"),
        ]);
        assert!(page.contains("Indexing of 2 properties"), "{page}");
        for (link, target) in [("#property-0", "property-0"), ("#property-1", "property-1")] {
            assert!(page.contains(&format!("href=\"{link}\"")), "{page}");
            assert!(page.contains(&format!("id=\"{target}\"")), "{page}");
        }
        assert!(!rendered(vec![history("sc-domain:a.example")]).contains("#property-0"));
    }

    #[test]
    fn nothing_has_the_name_of_something_else() {
        let page = rendered(vec![
            history("sc-domain:a.example"),
            history("sc-domain:b.example"),
        ]);
        for attribute in [" id=\"", " aria-label=\""] {
            let mut names: Vec<&str> = page
                .split(attribute)
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert!(
                all >= 2 && names.len() == all,
                "{attribute}{names:?} of {all}"
            );
        }
    }
}
