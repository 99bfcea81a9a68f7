//! Pages of lists.

/// Cuts off what is more than a page: one row more than `limit` was asked for. The last row of the page, when there are more.
pub(crate) fn cut<T>(rows: &mut Vec<T>, limit: impl TryInto<usize>) -> Option<&T> {
    let limit = limit.try_into().unwrap_or(0);
    if rows.len() <= limit {
        return None;
    }
    rows.truncate(limit);
    rows.last()
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn only_a_page_behind_which_there_is_more_has_a_last_row() {
        let mut rows = vec![1, 2, 3];
        assert_eq!(cut(&mut rows, 3), None);
        assert_eq!(cut(&mut rows, 2), Some(&2));
        assert_eq!(rows, [1, 2]);
        assert_eq!(cut(&mut Vec::<i32>::new(), 2), None);
    }
}
