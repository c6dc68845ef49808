//! Splits long lists into pages that fit an agent's context.

/// Maximum number of entries per page.
const MOST: usize = 500;

/// The first `limit` of `all` after `cursor`, in the order of their names, and the cursor of the
/// next page if there is one. The cursor is the name of the last entry, so it stays valid when
/// entries are added or removed.
pub(super) fn page<T>(
    mut all: Vec<T>,
    name: impl Fn(&T) -> String,
    limit: usize,
    cursor: Option<String>,
) -> (Vec<T>, Option<String>) {
    all.sort_by_cached_key(&name);
    if let Some(cursor) = cursor {
        all.retain(|one| name(one) > cursor);
    }
    let has_more = all.len() > limit.clamp(1, MOST);
    all.truncate(limit.clamp(1, MOST));
    let next = all.last().map(name).filter(|_| has_more);
    (all, next)
}

/// Truncates `all` to the first `most`; returns the number of dropped entries.
pub(super) fn cut_to<T>(all: &mut Vec<T>, most: usize) -> usize {
    let hidden = all.len().saturating_sub(most);
    all.truncate(most);
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_lead_through_everything_once() {
        let all: Vec<u32> = (0..7).rev().collect();
        let mut seen = Vec::new();
        let mut cursor = None;
        loop {
            let (some, next) = page(all.clone(), u32::to_string, 3, cursor);
            assert!(some.len() <= 3);
            seen.extend(some);
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, (0..7).collect::<Vec<_>>());
        assert_eq!(page(all, u32::to_string, 7, None).1, None);
    }
}
