//! Matches the path of a URL with a pattern with `*` and `$`
//! (<https://www.rfc-editor.org/rfc/rfc9309#section-2.2.3>).

/// Maximum length of a pattern in bytes: URLs are shorter, so the rest could never match.
const MAX_BYTES: usize = 4_096;

/// The path of an `Allow` or a `Disallow` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    bytes: Vec<u8>,
    is_anchored: bool,
}

impl Pattern {
    /// Parses a value; `None` if it is empty, since an empty rule has no effect.
    pub(super) fn parse(value: &str) -> Option<Self> {
        let (body, is_anchored) = match value.strip_suffix('$') {
            Some(body) => (body, true),
            None => (value, false),
        };
        let mut bytes = pattern(body.as_bytes());
        bytes.truncate(MAX_BYTES);
        (!value.is_empty()).then_some(Self { bytes, is_anchored })
    }

    /// Specificity: the length of its path in octets, as defined by the standard.
    pub(super) fn weight(&self) -> usize {
        self.bytes.len() + usize::from(self.is_anchored)
    }

    /// Compared bytes per byte of a URL.
    pub(super) fn cost(&self) -> u64 {
        let stars = self.bytes.iter().filter(|byte| **byte == b'*').count();
        // Without a second star there is no backtracking.
        if stars < 2 {
            1
        } else {
            self.bytes.len() as u64
        }
    }

    /// True if it matches `address`, which must be normalised.
    pub(super) fn matches(&self, address: &[u8]) -> bool {
        let (pattern, mut at, mut place) = (&self.bytes, 0, 0);
        // Position to continue from after a mismatch behind the last star.
        let mut retry: Option<(usize, usize)> = None;
        loop {
            let is_at_end = at == pattern.len();
            if is_at_end && (!self.is_anchored || place == address.len()) {
                return true;
            }
            if !is_at_end && pattern[at] == b'*' {
                retry = Some((at + 1, place));
                at += 1;
            } else if !is_at_end && place < address.len() && pattern[at] == address[place] {
                at += 1;
                place += 1;
            } else {
                match &mut retry {
                    Some((after_star, from)) if *from < address.len() => {
                        *from += 1;
                        (at, place) = (*after_star, *from);
                    }
                    _ => return false,
                }
            }
        }
    }
}

/// Normalises a pattern for comparison as Google's parser does (`MaybeEscapePattern` in
/// <https://github.com/google/robotstxt/blob/master/robots.cc>): escapes get upper case, and characters
/// outside of ASCII are encoded. Nothing is decoded, so that `%7E` and `~` differ, and a space matches
/// nothing.
fn pattern(path: &[u8]) -> Vec<u8> {
    normal(path, |byte| byte.is_ascii())
}

/// Normalises path and query of a URL for comparison, which Google's parser leaves to the crawler.
pub(super) fn address(path: &[u8]) -> Vec<u8> {
    normal(path, |byte| byte.is_ascii_graphic())
}

fn normal(path: &[u8], is_kept: impl Fn(u8) -> bool) -> Vec<u8> {
    let mut normal = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, hex(after)) {
            (b'%', Some(code)) => {
                push_encoded(&mut normal, code);
                rest = &after[2..];
            }
            (byte, _) if is_kept(byte) => normal.push(byte),
            _ => push_encoded(&mut normal, byte),
        }
    }
    normal
}

fn push_encoded(normal: &mut Vec<u8>, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    normal.extend([
        b'%',
        DIGITS[usize::from(byte >> 4)],
        DIGITS[usize::from(byte & 15)],
    ]);
}

fn hex(text: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*text.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}
