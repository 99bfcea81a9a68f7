//! Texts that repeat are kept once.

use std::collections::HashSet;
use std::sync::Arc;

/// The texts of one answer.
#[derive(Debug, Default)]
pub(super) struct Texts {
    seen: HashSet<Arc<str>>,
}

/// One column of a table: what a row says, the next one often says too, which is found out without a hash.
#[derive(Debug, Default)]
pub(super) struct Column {
    last: Option<Arc<str>>,
}

impl Texts {
    /// The text, shared with all that are the same.
    pub(super) fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.seen.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.seen.insert(Arc::clone(&text));
        text
    }
}

impl Column {
    /// The text, shared with the row before or else with all others.
    pub(super) fn share(&mut self, texts: &mut Texts, text: &str) -> Arc<str> {
        match &self.last {
            Some(last) if **last == *text => Arc::clone(last),
            _ => {
                let shared = texts.share(text);
                self.last = Some(Arc::clone(&shared));
                shared
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Column, Texts};

    #[test]
    fn the_same_text_is_kept_once() {
        let mut texts = Texts::default();
        let (mut one, mut other) = (Column::default(), Column::default());
        let first = one.share(&mut texts, "gpu");
        one.share(&mut texts, "compute");
        assert!(Arc::ptr_eq(&first, &one.share(&mut texts, "gpu")));
        assert!(Arc::ptr_eq(&first, &other.share(&mut texts, "gpu")));
    }
}
