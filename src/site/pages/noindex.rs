//! Detects noindex in a page
//! (<https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag>).

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

/// Crawlers whose directives count.
const AGENTS: [&str; 2] = ["robots", "googlebot"];

/// True if the value of an `X-Robots-Tag` header contains noindex for all crawlers or for Google.
pub(super) fn in_header(value: &str) -> bool {
    let (agent, directives) = match value.split_once(':') {
        Some((agent, rest)) if !agent.contains(',') && !has_value(agent) => (agent.trim(), rest),
        _ => ("robots", value),
    };
    AGENTS.iter().any(|known| is(agent, known)) && forbids(directives)
}

/// True if a `<meta>` element of `html` contains noindex.
pub(super) fn in_html(html: &str) -> bool {
    let mut meta = MetaReader::default();
    let mut emitter = CallbackEmitter::new(move |event: CallbackEvent<'_>, _span: Span<()>| {
        meta.read(&event).then_some(())
    });
    // Scripts and styles contain text, not elements.
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter).next().is_some()
}

/// Attributes of the `<meta>` element that is being read; the first of two with the same name counts
/// (<https://html.spec.whatwg.org/multipage/parsing.html#attribute-name-state>).
#[derive(Default)]
struct MetaReader {
    is_meta: bool,
    attribute: Vec<u8>,
    name: Option<String>,
    content: Option<String>,
}

impl MetaReader {
    /// Returns true at the end of an element that contains noindex.
    fn read(&mut self, event: &CallbackEvent<'_>) -> bool {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.is_meta = *name == b"meta";
                self.name = None;
                self.content = None;
            }
            CallbackEvent::AttributeName { name } if self.is_meta => {
                self.attribute.clear();
                self.attribute.extend_from_slice(name);
            }
            CallbackEvent::AttributeValue { value } if self.is_meta => {
                let field = match self.attribute.as_slice() {
                    b"name" => &mut self.name,
                    b"content" => &mut self.content,
                    _ => return false,
                };
                field.get_or_insert_with(|| String::from_utf8_lossy(value).into_owned());
            }
            CallbackEvent::CloseStartTag { .. } if self.is_meta => {
                self.is_meta = false;
                let name = self.name.as_deref();
                return name.is_some_and(|name| AGENTS.iter().any(|agent| is(name, agent)))
                    && self.content.as_deref().is_some_and(forbids);
            }
            _ => {}
        }
        false
    }
}

/// True if the text before a colon is a directive with a value, such as `max-snippet`, and not an
/// agent.
fn has_value(name: &str) -> bool {
    [
        "max-snippet",
        "max-image-preview",
        "max-video-preview",
        "unavailable_after",
    ]
    .iter()
    .any(|directive| is(name, directive))
}

fn forbids(directives: &str) -> bool {
    directives
        .split(',')
        .any(|directive| is(directive, "noindex") || is(directive, "none"))
}

fn is(text: &str, word: &str) -> bool {
    text.trim().eq_ignore_ascii_case(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read() {
        for value in [
            "noindex",
            "NoFollow, NoIndex",
            "none",
            "googlebot: noindex",
            "unavailable_after: 25 Jun 2010, noindex",
            "max-snippet:-1, noindex",
            "Max-Image-Preview:large, noindex, nofollow",
            "max-video-preview: 3, none",
            "googlebot: max-snippet:-1, noindex",
        ] {
            assert!(in_header(value), "{value}");
        }
        for value in [
            "",
            "all",
            "nofollow",
            "otherbot: noindex",
            "otherbot: max-snippet:-1, noindex",
            "max-snippet:20",
            "noindexed",
        ] {
            assert!(!in_header(value), "{value}");
        }
    }

    #[test]
    fn every_byte_is_looked_at_a_few_times_at_most() {
        // Each of these took more than a second while every tag was searched to the end of the
        // text.
        for tag in ["<meta \"", "<script ", "<!-- ", "<style>"] {
            assert!(!in_html(&tag.repeat((1 << 20) / tag.len())));
        }
    }

    #[test]
    fn meta_elements_are_read() {
        for html in [
            "<head><META NAME=\"robots\" CONTENT=\"noindex, follow\">",
            "<meta content='none' name=googlebot />",
            "<meta\nname = robots\ncontent=noindex>",
            "<script>\"</\" + \"script>\"</script><meta name=robots content=noindex>",
            "<styled-x><meta name=description content='>'><meta name=robots content=noindex>",
            "<meta/name=robots content=noindex>",
            "<meta name=robots content='no&#105;ndex'>",
            "<title><script></title><meta name=robots content=noindex>",
            "<meta name=robots name=description content=noindex content=index>",
        ] {
            assert!(in_html(html), "{html}");
        }
        for html in [
            "",
            "<meta name=robots content=index>",
            "<!-- <meta name=robots content=noindex> -->",
            "<script>'<meta name=robots content=noindex>'</script>",
            "<meta name=description content='noindex'>",
            "<meta name=\"robots\" content=\"noindex",
            "<meta name=robots",
            "<metadata",
            "<metadata name=robots content=noindex>",
            "<script><meta name=robots content=noindex>",
            "<noscript><meta name=robots content=noindex></noscript>",
            "<textarea><meta name=robots content=noindex></textarea>",
            "<meta content=\"<meta name=robots content=noindex>\">",
        ] {
            assert!(!in_html(html), "{html}");
        }
    }
}
