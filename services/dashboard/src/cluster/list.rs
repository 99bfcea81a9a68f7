//! Short lists (partitions, QOS, reservations, accounts): sorted by name, paged by name.

use super::asked::PageQuery;
use super::error::ClusterError;

/// A page of a short list.
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) total: usize,
    pub(crate) next_cursor: Option<String>,
}

/// The page of `all` that `asked` names, by `name`; where it begins is said by the last name of the page before.
///
/// # Errors
/// When the limit is out of range.
pub(crate) fn page<'a, T, R>(
    all: impl IntoIterator<Item = &'a T>,
    asked: &PageQuery,
    name: impl Fn(&T) -> &str,
    row: impl Fn(&T) -> R,
) -> Result<Page<R>, ClusterError>
where
    T: 'a,
{
    let limit = asked.limit()?;
    let mut all: Vec<&T> = all.into_iter().collect();
    all.sort_by(|a, b| name(a).cmp(name(b)));
    let begin = asked
        .cursor()
        .map_or(0, |cursor| all.partition_point(|item| name(item) <= cursor));
    let rest = all.get(begin..).unwrap_or_default();
    let shown = rest.get(..limit).unwrap_or(rest);
    let last = shown.last().filter(|_| rest.len() > shown.len());
    Ok(Page {
        items: shown.iter().map(|item| row(item)).collect(),
        total: all.len(),
        next_cursor: last.map(|item| name(item).to_owned()),
    })
}

/// Texts as they are sent.
pub(crate) fn texts(texts: &[std::sync::Arc<str>]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::page;
    use crate::cluster::asked::PageQuery;

    #[test]
    fn pages_follow_each_other_by_name() {
        let names = ["d", "a", "c", "b"].map(str::to_owned);
        let asked = |cursor: Option<&str>| PageQuery::of(Some("3"), cursor);
        let list = |asked: &PageQuery| page(&names, asked, |name| name.as_str(), String::clone).unwrap();
        let first = list(&asked(None));
        assert_eq!(
            (first.items.concat(), first.next_cursor.as_deref()),
            ("abc".to_owned(), Some("c"))
        );
        let second = list(&asked(Some("c")));
        assert_eq!(
            (second.items.concat(), second.total, second.next_cursor),
            ("d".to_owned(), 4, None)
        );
    }
}
